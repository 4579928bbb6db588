import { customApiCall as anyCall } from '../../../shared/operations/customApiCall';
import type { BlingResource } from '../operation';

export const customApiCall: BlingResource = anyCall({
	below: '/Api/v3',
	placeholder: 'e.g. /contatos/12345678',
	send: async ({ api }, request) => await api.request(request),
});
