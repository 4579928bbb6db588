import type { INodeProperties } from 'n8n-workflow';

/** Hides a credential's base URLs from everybody who uses the vendor's production service. */
export const environmentField: INodeProperties = {
	displayName: 'Environment',
	name: 'environment',
	type: 'options',
	options: [
		{ name: 'Custom', value: 'custom', description: 'Another address, such as the sandbox of this package' },
		{ name: 'Production', value: 'production' },
	],
	default: 'production',
	description: "The vendor's production service",
};

/**
 * A base URL field: shown for another environment, and if a credential of 0.1, which has no
 * environment, holds an address other than the vendor's. n8n passes no value of a field that it
 * does not show.
 */
export const baseUrlFields = (field: INodeProperties): INodeProperties[] => [
	{ ...field, displayOptions: { show: { environment: ['custom'] } } },
	{
		...field,
		displayOptions: { show: { environment: ['production'], [field.name]: [{ _cnd: { not: field.default } }] } },
		description: 'Used even though the environment is Production: clear it, or choose Custom',
	},
];
