import { customApiCall as anyCall } from '../../../shared/operations/customApiCall';
import type { Resource } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';

/** For endpoints of the shop's private documentation. */
export const customApiCall: Resource<IsetApi> = anyCall({
	below: '/ws/v1 of the shop',
	placeholder: 'e.g. /shipping/list',
	send: async ({ api }, request) => await api.request(request),
});
