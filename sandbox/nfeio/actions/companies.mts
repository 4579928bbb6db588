import { ActionFailed } from '../../core/action.mts';
import { choice } from '../../core/fields.mts';
import type { Account, Company } from '../account.mts';

/** The input that names a company of the account, and that company. */
export const createCompanies = ({ companies }: Account) => ({
	companyField: choice('Company', () => companies.map(({ id, name }) => ({ value: id, label: name }))),
	company(id: string): Company {
		const found = companies.find((one) => one.id === id);
		if (!found) throw new ActionFailed(`no company ${id}`);
		return found;
	},
});
