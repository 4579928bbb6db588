import type { INodeProperties } from 'n8n-workflow';

/** Hides the base URLs of a credential from all who use the vendor itself. */
export const environmentField: INodeProperties = {
	displayName: 'Environment',
	name: 'environment',
	type: 'options',
	options: [
		{ name: 'Custom', value: 'custom', description: 'Another address, such as the sandbox of this package' },
		{ name: 'Production', value: 'production' },
	],
	default: 'production',
	description: 'The real service, or another address',
};

/**
 * A field of a base URL: shown for another environment, and where a credential of 0.1, which has no environment, holds
 * another address than the vendor's. n8n gives no value of a field that it does not show.
 */
export const baseUrlFields = (field: INodeProperties): INodeProperties[] => [
	{ ...field, displayOptions: { show: { environment: ['custom'] } } },
	{
		...field,
		displayOptions: { show: { environment: ['production'], [field.name]: [{ _cnd: { not: field.default } }] } },
		description: 'Used although the environment is Production: empty it, or choose Custom',
	},
];
