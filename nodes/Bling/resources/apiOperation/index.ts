import type { ApiCall } from '../../../shared/http/transport';
import type { PublishedApi } from '../../../shared/operations/apiOperation/published';
import { apiOperation as anyOperation } from '../../../shared/operations/apiOperation';
import { Contract } from '../../../shared/operations/apiOperation/contract';
import type { BlingApi } from '../../api/api';
import type { BlingResource } from '../operation';
import { words } from './words';

async function load(): Promise<Contract> {
	const file: { default: unknown } = await import('../../../../contracts/bling.json');
	const exceptions: { default: unknown } = await import('../../../../contracts/bling.exceptions.json');
	return new Contract(file.default, exceptions.default, () => true);
}

/** Everything that Bling publishes (contracts/bling.json). */
export const publishedByBling: PublishedApi<BlingApi> = {
	vendor: 'Bling',
	placeholder: 'e.g. GET /contatos/{idContato}',
	load,
	words,
	paging: { page: 'pagina', size: 'limite', most: 100 },
	async send({ api }, request) {
		const answer = await api.answer(request);
		if (typeof answer.body === 'string' && answer.body !== '') throw api.undocumented(request);
		return answer;
	},
	undocumented: ({ api }, request: ApiCall) => api.undocumented(request),
};

export const apiOperation: BlingResource = anyOperation(publishedByBling);
