import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';

export const getMany: Operation<NfeIoApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many webhooks',
	description: 'Get the webhooks of your account',
	fields: limitFields,
	async run({ api, param }) {
		const limit = param.limit();
		return withoutSecrets((await api.webhooks.list()).slice(0, limit));
	},
};
