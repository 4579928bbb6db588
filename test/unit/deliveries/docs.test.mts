import { readFile } from 'node:fs/promises';

import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';

const { properties } = new WebhookDeliveries().description;
const nameOf = (property: { options?: object[] } | undefined, value: unknown): string =>
	(property?.options ?? []).flatMap((option) =>
		'value' in option && option.value === value && 'name' in option ? [String(option.name)] : [],
	)[0] ?? '';
const resources = properties.find(({ name }) => name === 'resource');

test('docs/entregas.md names every operation of the node', async () => {
	const page = await readFile('docs/entregas.md', 'utf8');
	const offered = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) => {
			const resource = nameOf(resources, displayOptions?.show?.resource?.[0]);
			return options.map(({ name }) => `${resource} → ${name}`);
		});
	expect(offered).toContain('Delivery → Send');
	expect(offered.filter((each) => !page.includes(`| **${each}** |`))).toEqual([]);
});
