import { customApiCall as anyCall } from '../../../shared/customApiCall';
import type { Resource } from '../../../shared/operation';
import type { IntelipostApi } from '../../api';

export const customApiCall: Resource<IntelipostApi> = anyCall({
	below: 'the API Base URL of the credential',
	placeholder: 'e.g. /quote/123456',
	send: async ({ api }, request) => await api.request(request),
});
