import { customApiCall as anyCall } from '../../../shared/operations/customApiCall';
import type { Resource } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';

export const customApiCall: Resource<IntelipostApi> = anyCall({
	below: 'the API Base URL of the credential',
	placeholder: 'e.g. /quote/123456',
	send: async ({ api }, request) => await api.request(request),
});
