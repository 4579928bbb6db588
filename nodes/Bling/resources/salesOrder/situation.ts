import { orderSituations } from '../../api/situations';
import type { BlingCall } from '../operation';

/**
 * Refuses a status that sales orders of this account do not have, before anything is changed or
 * requested with it. If Bling does not return the statuses, the ID is sent unchecked and Bling
 * decides.
 */
export async function refuseUnknownSituation({ api, param }: Pick<BlingCall, 'api' | 'param'>, field: string, id: number): Promise<void> {
	const situations = await orderSituations(api);
	if (situations === undefined || situations.some((situation) => situation.id === id)) return;
	const known = situations.map((situation) => `${situation.id} ${situation.nome}`).join(', ');
	param.refuse(field, `is not a status of sales orders in this account: ${id}`, `Use one of: ${known}.`);
}
