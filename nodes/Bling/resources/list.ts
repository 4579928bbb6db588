import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { limitFields } from '../../shared/operations/fields';
import type { OutputShape } from '../../shared/operations/output';
import { outputFields, readOutput } from '../../shared/operations/output';
import type { Parameters } from '../../shared/operations/parameters';
import { filters } from './fields';
import type { BlingCall, BlingOperation } from './operation';

interface List extends Pick<BlingOperation, 'action' | 'description'> {
	path: string;
	/** Of one row. */
	shape: OutputShape;
	filters: INodeProperties[];
	/** Reads the filters, before the first page is asked for. */
	queryOf(filter: Parameters, call: BlingCall): IDataObject | Promise<IDataObject>;
	/** What else a row tells. */
	completed?(row: IDataObject): IDataObject;
}

/** Get Many of one of Bling's lists, which come page after page. */
export const getManyOf = ({ action, description, path, shape, filters: own, queryOf, completed = (row) => row }: List): BlingOperation => ({
	...{ name: 'Get Many', value: 'getMany', action, description },
	fields: [...limitFields, filters(own), ...outputFields(shape)],
	async run(call) {
		const max = call.param.limit();
		const show = readOutput(call.param, shape);
		const query = await queryOf(call.param.in('filters'), call);
		return (await call.api.list(path, query, max)).map((row) => show(completed(row)));
	},
});
