import { readFile } from 'node:fs/promises';

import type { INodeProperties } from 'n8n-workflow';

import { identity as bling } from '../../nodes/Bling/identity';
import { mostHeld } from '../../nodes/instance/claimEntries';
import { ownNodes } from './support/nodes.mts';

const pages = ['bling', 'iset', 'intelipost', 'nfeio', 'deliveries', 'operate', 'privacy', 'troubleshooting', 'workflows'];
const namesOf = ({ options = [] }: INodeProperties) =>
	options.flatMap((option) => ('value' in option ? [{ name: option.name, value: option.value }] : []));

/** `Delivery → Resend`, for all nodes or one. */
function operationsOf(node?: string): string[] {
	const chosen = [...ownNodes.values()].filter(({ description }) => node === undefined || description.name === node);
	return chosen.flatMap(({ description: { properties } }) => {
		const resources = properties.filter(({ name }) => name === 'resource').flatMap(namesOf);
		return properties
			.filter(({ name }) => name === 'operation')
			.flatMap((operation) =>
				resources
					.filter(({ value }) => operation.displayOptions?.show?.resource?.some((shown) => shown === value))
					.flatMap((resource) => namesOf(operation).map(({ name }) => `${resource.name} → ${name}`)),
			);
	});
}

describe.each(['en', 'pt-BR'])('docs/%s', (language) => {
	const read = async (page: string) => await readFile(`docs/${language}/${page}.md`, 'utf8');

	test('deliveries.md names every operation of the node', async () => {
		const page = await read('deliveries');
		const offered = operationsOf('webhookDeliveries');
		expect(offered).toContain('Delivery → Send');
		expect(offered.filter((each) => !page.includes(`| **${each}** |`))).toEqual([]);
	});

	test.each(pages)('%s.md names no operation that is not there', async (page) => {
		const named = [...(await read(page)).matchAll(/\*\*([A-Z][^*→]* → [A-Z][^*]*)\*\*/g)].map(([, name]) => name);
		const settings = /^(Settings|Options|Executions|⋯|Central de Extensões|Bling) → /;
		const known = new Set(operationsOf());
		expect(named.filter((name) => !known.has(name) && !settings.test(name))).toEqual([]);
	});

	test.each([
		['bling', 'bling'],
		['iset', 'iset'],
		['intelipost', 'intelipost'],
		['nfeIo', 'nfeio'],
	])('the page of %s has every resource and operation that the menu offers', async (node, page) => {
		const [, table] = /\n## API\n([^]*?)\n\n\*/.exec(await read(page)) ?? [];
		const hidden = /^(Stock Pool|Custom API Call|API Operation) → /;
		const missing = operationsOf(node)
			.filter((each) => !hidden.test(each))
			.filter((each) => {
				const [resource, operation] = each.split(' → ');
				return !table.split('\n').some((row) => row.split(' | ')[0].includes(resource) && row.includes(operation));
			});
		expect(missing).toEqual([]);
	});

	test('scale.md tells how many events duplicates across processes are known of', async () => {
		const { default: hours } = bling.duplicateWindow;
		const thousands = (count: number) => (Math.floor(count / 1000) * 1000).toLocaleString(language);
		const page = await read('scale');
		const [said] = /^\*\*Ignore Duplicates Across Processes\*\*.*$/m.exec(page) ?? [];
		const [, busiest] = /(?:brings|concentra) (\d+)%/.exec(page) ?? [];
		expect(said).toMatch(new RegExp(`${thousands(mostHeld)} event.* ${thousands((mostHeld * 24) / hours)} .* ${hours} ho`));
		expect(said).toMatch(/\b1 (million|milhão)\b.*\b1 ho/);
		expect((1_000_000 * Number(busiest)) / 100).toBeLessThan(mostHeld);
	});
});
