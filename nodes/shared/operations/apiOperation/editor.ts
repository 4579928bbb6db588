import type { ILoadOptionsFunctions, INodeListSearchResult, NodeParameterValueType, ResourceMapperFields } from 'n8n-workflow';

import { labelsOf } from './label';
import { fieldsOf, mapperField } from './mapped';
import type { PublishedApi } from './published';
import { contractOf } from './published';
import { searched } from './search';

/** The node's methods that the editor calls, to be added to its `methods`. */
export function apiOperationMethods<Api>(published: PublishedApi<Api>) {
	return {
		listSearch: {
			async searchApiOperations(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
				return { results: searched(labelsOf(await contractOf(published), published), filter) };
			},
		},
		resourceMapping: {
			async getApiOperationFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				const chosen = this.getNodeParameter('apiOperation', '', { extractValue: true });
				const contract = await contractOf(published);
				const place = contract.place(text(chosen));
				if (!place) return { fields: [] };
				const given = place.published ? Object.keys(place.ids).map((name) => `path_${name}`) : [];
				const fields = fieldsOf(contract, place, published.paging).filter(({ property }) => !given.includes(property.name));
				return { fields: fields.map(mapperField) };
			},
		},
	};
}

const text = (chosen: NodeParameterValueType | object) => (typeof chosen === 'string' ? chosen.trim() : '');
