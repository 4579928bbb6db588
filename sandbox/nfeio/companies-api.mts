import { json } from '../core/http.mts';
import type { Router } from '../core/http.mts';
import { requireKey } from './account.mts';
import type { Account, Company } from './account.mts';
import { errorList, problem, refuse, sentence } from './errors.mts';
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

/** The default page of companies. */
const usual = 10;

/** docs/facts/nfeio.md §4.1, §4.4: companies, listed and one by one. Either key reads them. */
export function companyRoutes(router: Router, account: Account): void {
	router
		.route('GET', '/v1/companies', (request) => {
			requireKey(account, request, 'any');
			const { items, index } = page(request, account.companies, { smallest: 2, usual });
			return json(200, { companies: items.map(described), page: index });
		})
		.route('GET', '/v2/companies', (request) => {
			requireKey(account, request, 'any');
			const limit = whole(request, 'limit', usual);
			if (limit < 0 || limit > 50) throw refuse(errorList(400, 'limit must be between 1 and 50'));
			const after = request.query.get('startingAfter');
			const start = after === null ? 0 : account.companies.findIndex(({ id }) => id === after) + 1;
			const rest = account.companies.slice(start);
			// limit=0 answers "more" and nothing: a client that only checks hasMore never ends.
			// §4.4
			return json(200, {
				hasMore: rest.length > limit || limit === 0,
				companies: rest.slice(0, limit).map(view),
			});
		})
		.route('GET', '/v1/companies/:idOrNumber', (request) => {
			requireKey(account, request, 'any');
			const wanted = request.params.idOrNumber;
			const company = account.companies.find(({ id, federalTaxNumber }) => id === wanted || federalTaxNumber === Number(wanted));
			if (!company) throw refuse(sentence(404, 'Company not found.'));
			return json(200, { companies: described(company) });
		})
		.route('GET', '/v2/companies/:id', (request) => {
			requireKey(account, request, 'any');
			const company = account.companies.find(({ id }) => id === request.params.id);
			if (!company) throw refuse(problem(404));
			return json(200, { company: view(company) });
		});
}
