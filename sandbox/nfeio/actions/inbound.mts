import { action } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import type { Account } from '../account.mts';
import type { Inbound } from '../inbound.mts';
import { createCompanies } from './companies.mts';

/** Documents that others issue to the account's companies. */
export function inboundActions({ account, inbound }: { account: Account; inbound: Inbound }): Action[] {
	const { companyField, company } = createCompanies(account);
	return [
		action({
			name: 'receive-document',
			label: 'Receive an NFS-e from a supplier',
			fields: { company: companyField },
			run({ company: companyId }) {
				const { id } = inbound.receive(company(companyId));
				return { message: `Document ${id} received.`, id };
			},
		}),
	];
}
