import { orderSituations } from '../../api/situations';
import type { BlingCall } from '../operation';

/**
 * Refuses a situation that sales orders of this account do not have, before anything is changed or asked with it. Where
 * Bling does not tell which there are, the id is sent unchecked, and Bling decides.
 */
export async function refuseUnknownSituation({ api, param }: Pick<BlingCall, 'api' | 'param'>, field: string, id: number): Promise<void> {
	const situations = await orderSituations(api);
	if (situations === undefined || situations.some((situation) => situation.id === id)) return;
	const known = situations.map((situation) => `${situation.id} ${situation.nome}`).join(', ');
	param.refuse(field, `is not a situation of sales orders in this account: ${id}`, `Use one of: ${known}.`);
}
