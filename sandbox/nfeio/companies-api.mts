import { json } from '../core/http.mts';
import type { Router } from '../core/http.mts';
import { requireKey } from './account.mts';
import type { Account, Company } from './account.mts';
import { errorList, refuse } from './errors.mts';
import { page, whole } from './paging.mts';

const view = ({ id, name, federalTaxNumber, environment }: Company) => ({
	id,
	name,
	federalTaxNumber,
	environment,
});

/** What the published description requires of a company, made up. */
const described = (company: Company) => ({
	...view(company),
	email: 'contato@exemplo.com.br',
	address: { country: 'BRA', street: 'Rua de Exemplo', number: 'S/N' },
	openningDate: '2020-01-01T00:00:00Z',
	taxRegime: 'SimplesNacional',
	legalNature: 'SociedadeEmpresariaLimitada',
	municipalTaxNumber: '0000000',
});

/** docs/facts/nfeio.md §4.1, §4.4: both lists of companies. */
export function companyRoutes(router: Router, account: Account): void {
	router
		.route('GET', '/v1/companies', (request) => {
			requireKey(account, request, 'main');
			const { items, index } = page(request, account.companies, { smallest: 2 });
			return json(200, { companies: items.map(described), page: index });
		})
		.route('GET', '/v2/companies', (request) => {
			requireKey(account, request, 'main');
			const limit = whole(request, 'limit', 50);
			if (limit > 50) throw refuse(errorList(400, 'limit must be between 1 and 50'));
			const after = request.query.get('startingAfter');
			const start = after === null ? 0 : account.companies.findIndex(({ id }) => id === after) + 1;
			const rest = account.companies.slice(start);
			// limit=0 answers "more" and nothing: whoever pages by hasMore alone never ends. §4.4
			return json(200, {
				hasMore: rest.length > limit || limit === 0,
				companies: rest.slice(0, limit).map(view),
			});
		});
}
