import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { IsetApi } from '../../api/api';
import { productShape } from '../shapes';

const pageSize = 50;

const answer = z.object({ products: z.array(z.record(z.string(), z.unknown())) });

/** POST /product/search. Source: docs/facts/iset.md §4.2 (likely): the words are sent as `query` or `search`. */
export const search: Operation<IsetApi> = {
	name: 'Get Many',
	value: 'search',
	action: 'Get many products',
	description: 'Get the products of the shop, or those that match a search',
	fields: [
		{
			displayName: 'Search',
			name: 'words',
			type: 'string',
			default: '',
			placeholder: 'e.g. caneca',
			description: 'Words to search for; empty means all products',
		},
		...limitFields,
		...outputFields(productShape),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Image Height',
					name: 'img_h',
					type: 'number',
					default: 300,
					description: 'In pixels',
				},
				{ displayName: 'Image Width', name: 'img_w', type: 'number', default: 300, description: 'In pixels' },
				{
					displayName: 'Search Key',
					name: 'searchKey',
					type: 'options',
					options: [
						{ name: 'Query', value: 'query' },
						{ name: 'Search', value: 'search' },
					],
					default: 'query',
					description: 'The key to send the words under; try the other one if nothing is found',
				},
			],
		},
	],
	async run({ api, param }) {
		const limit = param.limit() ?? Infinity;
		const show = readOutput(param, productShape);
		const options = param.in('options');
		const searchKey = options.optionalChoice('searchKey') ?? 'query';
		const [img_w, img_h] = [options.optionalCount('img_w'), options.optionalCount('img_h')];
		const words = param.optionalText('words');
		const found = new Map<string, IDataObject>();
		for (let offset = 0; found.size < limit; offset += pageSize) {
			const body = {
				...(words === undefined ? {} : { [searchKey]: words }),
				limit: pageSize,
				offset,
				...(img_w === undefined ? {} : { img_w }),
				...(img_h === undefined ? {} : { img_h }),
			};
			const { products } = await api.ask({ method: 'POST', path: '/product/search', body, onlyReads: true }, answer);
			const sizeBefore = found.size;
			for (const product of products as IDataObject[]) found.set(String(product.id ?? JSON.stringify(product)), product);
			// A shop that ignores `offset` would return its first page for ever.
			if (products.length < pageSize || found.size === sizeBefore) break;
		}
		return [...found.values()].slice(0, limit).map(show);
	},
};
