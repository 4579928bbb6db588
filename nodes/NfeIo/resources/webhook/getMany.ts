import { limitFields } from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import { withoutSecrets } from '../../api';
import type { NfeIo } from '../../client';

export const getMany: Operation<NfeIo> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many webhooks',
	description: 'List the webhooks of the account',
	fields: limitFields,
	async run({ api, param }) {
		const limit = param.limit();
		return withoutSecrets((await api.webhooks.list()).slice(0, limit));
	},
};
