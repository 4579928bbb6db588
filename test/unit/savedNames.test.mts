import { readFileSync, writeFileSync } from 'node:fs';

import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

import { legacyEvents } from '../../nodes/Bling/webhook/events';
import { bling } from '../../nodes/Bling/webhook/webhook';
import { unknownEvent } from '../../nodes/Intelipost/webhook/events';
import { intelipost } from '../../nodes/Intelipost/webhook/webhook';
import { iset } from '../../nodes/Iset/webhook/webhook';
import { nfeIo } from '../../nodes/NfeIo/webhook/webhook';
import type { Delivery } from '../../nodes/shared/trigger/delivery';
import { completeDelivery } from '../../nodes/shared/trigger/delivery';
import { claimsTable } from '../../nodes/instance/claimsPlace';
import { recoveredTable } from '../../nodes/WebhookDeliveries/recover/memory';
import { eventsTable, historyTable } from '../../nodes/WebhookDeliveries/history/closedHours';
import { resendsTable } from '../../nodes/WebhookDeliveries/resend/resendLedger';
import { accountsTable } from '../../nodes/WebhookDeliveries/setup/accounts';
import { callExecute, place } from './support/contexts.mts';
import { credentialFiles, instanceOf, ownNodes } from './support/nodes.mts';

const file = new URL('savedNames.txt', import.meta.url);
const howToUpdate = 'SAVED_NAMES=write NODE_OPTIONS=--experimental-vm-modules npx jest test/unit/savedNames.test.mts';
const head = `# All that workflows, credentials, executions and data tables of our users hold by name. Made by savedNames.test.mts.
# A line that goes or changes breaks somebody's workflow: only in a major version. A line that comes is a promise.
# After a change that is meant: ${howToUpdate}
`;

/** Each parameter with what is stored when nobody touches it, and each value it offers; those inside of collections too. */
function parameters(owner: string, properties: INodeProperties[], above = ''): string[] {
	return properties.flatMap((field) => {
		if (field.type === 'notice') return [];
		const { resource, operation } = field.displayOptions?.show ?? {};
		const place = resource ? `${owner} ${String(resource)}${operation ? `/${String(operation)}` : ''}` : owner;
		const path = `${above}${field.name}`;
		const line = `${place}: ${path}`;
		const within = (field.options ?? []).flatMap((option) => {
			if ('values' in option) return parameters(place, option.values, `${path}/${option.name}/`);
			return 'value' in option ? [`${line} = ${JSON.stringify(option.value)}`] : parameters(place, [option], `${path}/`);
		});
		return [`${line} (${field.type}, default ${JSON.stringify(field.default)})`, ...within];
	});
}

const whole: Required<Delivery> = {
	...completeDelivery(
		'bling',
		{ event: 'e', id: '1', data: {}, account: 'a', reference: 'r' },
		{ accountName: null, verifiedBy: [], redelivery: false },
	),
	personalData: 'mask',
	resource: {},
};

/** The tags of an execution that gathered two deliveries: all there are. */
async function executionTags(): Promise<string[]> {
	const type = await instanceOf<INodeType>('dist/nodes/Bling/BlingTrigger.node.js');
	const items = ['1', '2'].map((id) => ({ json: { ...whole, id } }));
	const { tags } = await callExecute(place({ type, parameters: { options: { ignoreDuplicates: false } } }), items);
	return Object.keys(tags);
}

async function savedNames(): Promise<string> {
	const nodes = [...ownNodes].map(([type, { description }]) => ({ ...description, type }));
	const credentials = await Promise.all(credentialFiles.map(async (path) => await instanceOf<ICredentialType>(path)));
	const groups: Record<string, string[]> = {
		'Node types, versions, credentials and addresses': nodes.flatMap(({ type, version, credentials: used = [], webhooks = [] }) => [
			...[version].flat().map((one) => `${type} version ${one}`),
			...used.map(({ name }) => `${type} credential ${name}`),
			...webhooks.map(({ name, httpMethod, path }) => `${type} webhook ${name} ${String(httpMethod)} ${path}`),
		]),
		'Credential types and their fields': credentials.flatMap(({ name, properties }) => [name, ...parameters(name, properties)]),
		'Parameters of nodes and their values': nodes.flatMap(({ name, properties }) => parameters(name, properties)),
		'Vendors, as deliveries name them': [bling, intelipost, iset, nfeIo].map(({ vendor }) => vendor),
		'Events that no menu offers': [unknownEvent, ...legacyEvents.map(({ event }) => event)],
		'Fields of a delivery': Object.keys(whole),
		'Tags of an execution': await executionTags(),
		'Data tables and their columns': [accountsTable, claimsTable, eventsTable, historyTable, recoveredTable, resendsTable].flatMap(
			({ name, columns }) => [name, ...Object.entries(columns).map(([column, type]) => `${name}.${column} (${type})`)],
		),
	};
	const parts = Object.entries(groups).map(([title, lines]) => `\n## ${title}\n\n${[...new Set(lines)].sort().join('\n')}\n`);
	return `${head}${parts.join('')}`;
}

test('what people have saved is named as it was', async () => {
	const now = await savedNames();
	if (process.env.SAVED_NAMES === 'write') writeFileSync(file, now);
	expect(now).toBe(readFileSync(file, 'utf8'));
});
