import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { OutputShape } from '../../../shared/operations/output';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { companies } from '../../api/companies';

/** Only id, name and tax number are known, and the company may be a person. */
const shape: OutputShape = { simple: [], others: [], open: true };

/** GET /v2/companies, paged by the last ID. Source: docs/facts/nfeio.md §4.4. */
export const getMany: Operation<NfeIoApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many companies',
	description: 'Get the companies of your account',
	fields: [...limitFields, ...outputFields(shape)],
	async run({ api, param }) {
		const show = readOutput(param, shape);
		return (await companies(api, param.limit())).map((company) => show(withoutSecrets(company as IDataObject)));
	},
};
