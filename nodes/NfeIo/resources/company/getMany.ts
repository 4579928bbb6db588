import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { companies } from '../../api/companies';

/** GET /v2/companies, paged by the last ID. Source: docs/facts/nfeio.md §4.4. */
export const getMany: Operation<NfeIoApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many companies',
	description: 'Get the companies of your account',
	fields: limitFields,
	async run({ api, param }) {
		return (await companies(api, param.limit())).map((company) => withoutSecrets(company as IDataObject));
	},
};
