import { readFileSync } from 'node:fs';

import type { ICredentialType, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { vendors } from '../../../nodes/vendors';
import { credentialFiles, instanceOf, ownNodes } from '../support/nodes.mts';

const nodes = [...ownNodes.values()];
/** Those that receive the webhooks of a vendor. */
const triggers = nodes.filter(({ description }) => vendors.some(({ triggerType }) => triggerType === description.name));
const actions = nodes.filter(({ description }) => !description.name.endsWith('Trigger'));
const names = (list: typeof nodes) => list.map((node) => [node.description.displayName, node] as const);
const credentials = await Promise.all(credentialFiles.map(async (file) => await instanceOf<ICredentialType>(file)));

const isOption = (option: object): option is INodePropertyOptions => 'value' in option;
const isGroup = (option: object): option is INodePropertyCollection => 'values' in option;

interface Field {
	/** Where it is found: `shipmentOrder/setInvoice: invoices/volumes/number`. */
	path: string;
	field: INodeProperties;
}

/** Every field of a list of properties, those inside of collections too. */
function fieldsOf(properties: INodeProperties[], above = ''): Field[] {
	return properties.flatMap((field) => {
		const { resource, operation } = field.displayOptions?.show ?? {};
		const path = `${above}${resource ? `${String(resource)}/${String(operation)}: ` : ''}${field.name}`;
		const within = (field.options ?? []).flatMap((option): Field[] => {
			if (isGroup(option)) return fieldsOf(option.values, `${path}/${option.name}/`);
			return isOption(option) ? [] : fieldsOf([option], `${path}/`);
		});
		return [{ path, field }, ...within];
	});
}

const owners: Array<readonly [string, INodeProperties[]]> = [
	...nodes.map(({ description }) => [description.displayName, description.properties] as const),
	...credentials.map(({ displayName, properties }) => [displayName, properties] as const),
];

/** What needs no words: the two menus, notices (they are words), and boxes that only hold fields. */
const speaksForItself = ({ field: { name, type, displayName } }: Field) =>
	['resource', 'operation'].includes(name) ||
	// n8n's rule for triggers.
	displayName === 'Trigger On' ||
	['notice', 'hidden'].includes(type) ||
	(type === 'collection' && ['Options', 'Filters', 'Changes', 'Fields to Change'].includes(displayName));

describe.each(owners)('%s: fields', (_name, properties) => {
	const fields = fieldsOf(properties);

	test('each is explained', () => {
		const silent = fields.filter((entry) => !speaksForItself(entry) && (entry.field.description ?? '').length < 5);
		expect(silent.map(({ path }) => path)).toEqual([]);
	});

	test('an empty text field shows an example, unless it holds a secret', () => {
		const bare = fields.filter(
			({ field: { type, default: initial, typeOptions, placeholder = '' } }) =>
				type === 'string' && initial === '' && !typeOptions?.password && !/^(e\.g\. \S|name@email\.com)/.test(placeholder),
		);
		expect(bare.map(({ path, field }) => `${path} ${field.placeholder ?? ''}`)).toEqual([]);
	});

	test('a list by ID shows an example', () => {
		const modes = fields.flatMap(({ path, field }) => (field.modes ?? []).map((mode) => ({ path, ...mode })));
		const bare = modes.filter(({ type, placeholder = '' }) => type === 'string' && !placeholder.startsWith('e.g. '));
		expect(bare.map(({ path }) => path)).toEqual([]);
	});

	test('tooltips are short, notices shorter with a link to the docs, and no text doubts itself', () => {
		const told = (text = '') =>
			text
				.replace(/Choose from the list, or specify IDs using an <a.*$/, '')
				.replace(/<[^>]+>/g, '')
				.trim();
		const texts = fields.filter(({ field: { type } }) => type !== 'hidden');
		const tooLong = texts.filter(({ field: { type, displayName, description } }) =>
			type === 'notice' ? told(displayName).length > 140 || !displayName.includes('/docs/en/') : told(description).length > 120,
		);
		expect(tooLong.map(({ path, field }) => `${path}: ${told(field.type === 'notice' ? field.displayName : field.description)}`)).toEqual(
			[],
		);
		const doubts = texts.filter(({ field }) => /unconfirmed(?!")|likely|presumably|N8n (?!Instance)/.test(JSON.stringify(field)));
		expect(doubts.map(({ path }) => path)).toEqual([]);
	});

	test('a secret is not shown', () => {
		const open = fields.filter(
			({ field: { name, type, typeOptions } }) =>
				type === 'string' && /secret|password|token$|apikey|accesskey/i.test(name) && !typeOptions?.password,
		);
		expect(open.map(({ path }) => path)).toEqual([]);
	});
});

describe('a credential that was saved before its fields were hidden', () => {
	/** What n8n gives a node of it. */
	const given = (name: string, saved: object) => {
		const { properties } = credentials.find((one) => one.name === name) ?? { properties: [] };
		return NodeHelpers.getNodeParameters(properties, { ...saved }, true, false, null, null);
	};

	test.each([
		['intelipostApi', { apiKey: 'k', apiBaseUrl: 'http://sandbox.example/api/v1' }],
		['intelipostApi', { webhookHeaderName: 'api-key', webhookHeaderValue: 'v' }],
		['intelipostApi', { webhookUser: 'u', webhookPassword: 'p', webhookAuthentication: 'header' }],
		['nfeIoApi', { apiKey: 'k', webhooksBaseUrl: 'http://sandbox.example', invoicesBaseUrl: 'http://sandbox.example' }],
		['nfeIoApi', { apiKey: 'k', environment: 'custom', webhooksBaseUrl: 'https://api.nfse.io' }],
	])('%s keeps %j', (name, saved) => expect(given(name, saved)).toMatchObject(saved));

	test('a new one has no base URL, and only what the chosen method needs', () => {
		expect(Object.keys(given('nfeIoApi', { apiKey: 'k' }) ?? {})).toEqual(['apiKey', 'environment', 'previousApiKey']);
		expect(given('intelipostApi', { webhookUser: 'u' })).toEqual({
			apiKey: '',
			accountName: '',
			environment: 'production',
			webhookAuthentication: 'basic',
			webhookUser: 'u',
			webhookPassword: '',
			webhookNotice: '',
		});
	});
});

test.each(names(nodes))('%s: what stands on the canvas and in the node panel is there, and short', (_name, { description }) => {
	expect(description.description.length).toBeGreaterThan(20);
	expect(description.description.length).toBeLessThanOrEqual(120);
	expect(description.description).not.toMatch(/\.$/);
	const initial = Object.fromEntries(description.properties.map(({ name, default: value }) => [name, value]));
	expect(subtitle(description.subtitle, initial).length).toBeLessThanOrEqual(40);
	expect(
		subtitle(description.subtitle, { ...initial, events: ['a.created', 'b.created', 'c.created', 'd.created'] }).length,
	).toBeLessThanOrEqual(40);
});

/** What n8n shows, computed as it does. */
function subtitle(expression: string | undefined, $parameter: Record<string, unknown>): string {
	const code = /^=\{\{(.*)\}\}$/s.exec(expression ?? '')?.[1] ?? '""';
	return String(new Function('$parameter', `return ${code}`)($parameter));
}

describe.each(names(triggers))('%s', (_name, { description }) => {
	const panel = description.triggerPanel;

	test('on the canvas it needs a credential and nothing more', () => {
		const empty = description.properties.filter(
			({ required, default: initial, displayOptions }) =>
				required && !displayOptions && (initial === '' || (Array.isArray(initial) && initial.length === 0)),
		);
		expect(empty).toEqual([]);
		expect(description.credentials?.map(({ required }) => required)).toEqual([true, false]);
	});

	test('its panel tells test URL from production URL, warns of localhost, and says what to do next', () => {
		if (typeof panel !== 'object' || typeof panel.executionsHelp !== 'object') throw new Error('No help');
		expect(panel.executionsHelp.inactive).toMatch(/press "Execute step"/);
		expect(panel.executionsHelp.inactive).toMatch(/Production URL|production webhook/);
		expect(panel.executionsHelp.inactive).toMatch(/localhost/);
		expect(panel.executionsHelp.inactive).toMatch(/[Pp]ublish/);
		expect(panel.executionsHelp.active).toMatch(/"Webhook → Test" of .* returns a link/);
		expect(panel.activationHint).toMatch(/^Publish/);
	});

	test('the node panel and the list name each event as a person would, sorted', () => {
		const [field] = description.properties.filter(({ displayName }) => displayName === 'Trigger On');
		const [all, ...events] = (field.options ?? []) as INodePropertyOptions[];
		expect([field.name, all.value, field.description]).toEqual(['events', '*', undefined]);
		for (const { name, action = '', description: text = '' } of events) {
			expect(name).toMatch(/^[A-Z][^.:_]+(: [^.:_]+)?$/);
			expect(action).toMatch(/^On [a-z]/);
			expect(text.length).toBeGreaterThan(4);
		}
		expect(events.map(({ name }) => name)).toEqual(events.map(({ name }) => name).sort((a, b) => a.localeCompare(b)));
	});

	test('resends need the option and its credential; older versions only the credential', () => {
		const shown = (typeVersion: number, acceptResends?: boolean) => {
			const node = { typeVersion };
			const values = NodeHelpers.getNodeParameters(
				description.properties,
				acceptResends === undefined ? {} : { acceptResends },
				true,
				false,
				node,
				description,
			);
			return (description.credentials ?? []).map((slot) => NodeHelpers.displayParameter(values ?? {}, slot, node, description));
		};
		expect([shown(1.1), shown(1.2), shown(1.3), shown(1.3, true)]).toEqual([
			[true, true],
			[true, true],
			[true, false],
			[true, true],
		]);
	});
});

/** Operations that change something and that an agent may use all the same: one thing at a time. */
const writesOfAgents: Record<string, string[]> = {
	blingStockPool: [],
	bling: [
		'product/update',
		'salesOrder/changeSituation',
		'salesOrder/changeSituationByStoreNumber',
		'salesOrder/launchStock',
		'salesOrder/revertStock',
		'stock/addMovement',
		'stock/setBalance',
	],
	intelipost: ['shipmentOrder/readyForShipment', 'shipmentOrder/setInvoice', 'shipmentOrder/setTrackingData', 'shipmentOrder/shipped'],
	iset: [],
	nfeIo: ['inboundDocument/resendWebhook', 'serviceInvoice/sendEmail', 'webhook/ping', 'webhook/repair'],
	webhookDeliveries: ['delivery/resend'],
};

/** Operations that read, by their names; a replay only emits, a mask changes only its item; what a call may write, a switch says. */
const reads = /\/(get|list|find|search|read(?!y)|check$|prepare$|plan|download$|render$|rebuild$|replay$|mask$|call$)/;

describe.each(names(actions))('%s', (_name, { description }) => {
	const menus = description.properties.filter(({ name }) => name === 'operation');
	const entries = menus.flatMap(({ displayOptions, options = [] }) =>
		(options as INodePropertyOptions[]).map((option) => ({ ...option, path: `${String(displayOptions?.show?.resource)}/${option.value}` })),
	);
	// Two menus of a resource, which differ by the node's version, have the same entries.
	const operations = [...new Map(entries.map((entry) => [entry.path, entry])).values()];
	const asTool = { ...description, name: `${description.name}Tool` };
	const offered = (option: INodePropertyOptions) => NodeHelpers.displayParameter({}, option, null, asTool);

	test('each operation is a sentence in the node panel', () => {
		for (const { action = '', description: text = '', name } of operations) {
			expect(action).toMatch(/^[A-Z][a-z]+ .*[^.]$/);
			expect(text.length).toBeGreaterThan(8);
			expect(name).toMatch(/^[A-Z]/);
		}
		expect(new Set(operations.map(({ action }) => action)).size).toBe(operations.length);
	});

	test('what it starts with changes nothing, and agents may use it', () => {
		for (const { displayOptions, default: initial, options } of menus) {
			const first = (options as INodePropertyOptions[]).find(({ value }) => value === initial);
			// What a form page shows to a person is nothing for an agent.
			// The parts of one workflow: none does anything alone.
			if (description.name === 'blingStockPool') continue;
			if (['customApiCall', 'formPage', 'stockPool'].includes(String(displayOptions?.show?.resource))) continue;
			expect(`${String(displayOptions?.show?.resource)}/${String(initial)}`).toMatch(reads);
			// iSET's addresses hold its token.
			if (description.name !== 'iset') expect(first && offered(first)).toBe(true);
		}
	});

	test('agents are offered what reads, and single changes that were decided on', () => {
		const writes = operations.filter((option) => offered(option) && !reads.test(option.path)).map(({ path }) => path);
		expect(writes.sort()).toEqual(writesOfAgents[description.name]);
	});

	test('agents see no resource whose operations are all kept from them', () => {
		const resources = (description.properties.find(({ name }) => name === 'resource')?.options ?? []) as INodePropertyOptions[];
		for (const resource of resources) {
			const usable = operations.some((option) => option.path.startsWith(`${resource.value}/`) && offered(option));
			expect([resource.value, offered(resource)]).toEqual([resource.value, usable]);
		}
	});

	test('people see every operation', () => {
		for (const operation of operations) expect(NodeHelpers.displayParameter({}, operation, null, description)).toBe(true);
	});
});

/** What people type into the node panel, and who must answer. */
const searches: Record<string, string[]> = {
	webhook: [...vendors.flatMap(({ actionType, triggerType }) => [actionType, triggerType]), 'webhookDeliveries'].sort(),
	'nota fiscal': ['bling', 'blingTrigger', 'nfeIo', 'nfeIoTrigger'],
	invoice: ['bling', 'blingTrigger', 'nfeIo', 'nfeIoTrigger'],
	estoque: ['bling', 'blingStockPool', 'blingTrigger', 'iset', 'isetTrigger'],
	stock: ['bling', 'blingStockPool', 'blingTrigger', 'iset', 'isetTrigger'],
	pedido: ['bling', 'blingTrigger', 'intelipost', 'intelipostTrigger', 'iset', 'isetTrigger', 'webhookDeliveries'],
	order: ['bling', 'blingTrigger', 'intelipost', 'intelipostTrigger', 'iset', 'isetTrigger', 'webhookDeliveries'],
	frete: ['intelipost', 'intelipostTrigger'],
	shipping: ['intelipost', 'intelipostTrigger'],
	reenviar: ['webhookDeliveries'],
	resend: ['webhookDeliveries'],
};

describe('node panel', () => {
	const codexOf = (source: string) =>
		JSON.parse(readFileSync(new URL(`../../../${source}.json`, import.meta.url), 'utf8')) as {
			node: string;
			nodeVersion: string;
			categories: string[];
			alias: string[];
		};

	test.each(Object.entries(searches))('"%s" finds its nodes', (word, expected) => {
		const found = nodes.filter(({ source }) => codexOf(source).alias.includes(word));
		expect(found.map(({ description }) => description.name).sort()).toEqual(expected);
	});

	test.each([...ownNodes])('%s has a codex file of its own', (type, { source, description }) => {
		const codex = codexOf(source);
		expect(codex.node).toBe(type);
		expect(Number(codex.nodeVersion)).toBe([description.version].flat().at(-1));
		expect(codex.categories.length).toBeGreaterThan(0);
		expect(new Set(codex.alias).size).toBe(codex.alias.length);
	});
});

describe('icons', () => {
	const drawings = [...nodes.map(({ description, source }) => ({ name: description.name, icon: description.icon, base: source }))];

	test.each(drawings)('$name: light and dark, square, drawn without text or pictures', ({ icon, base }) => {
		if (typeof icon !== 'object' || !('light' in icon)) throw new Error('Not light and dark');
		expect(icon.light).not.toBe(icon.dark);
		for (const file of [icon.light, icon.dark]) {
			const svg = readFileSync(new URL(`../../../${base.replace(/[^/]+$/, '')}${file.replace('file:', '')}`, import.meta.url), 'utf8');
			expect(svg).toMatch(/viewBox="0 0 (\d+) \1"/);
			expect(svg).not.toMatch(/<(text|image|script|style|foreignObject)|href=/);
			expect(svg.length).toBeLessThan(2000);
		}
	});
});
