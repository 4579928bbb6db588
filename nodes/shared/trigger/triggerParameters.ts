import type { INodeProperties, INodePropertyOptions, IWebhookDescription } from 'n8n-workflow';

import { withWitness } from '../operations/wholeExpression';
import type { VendorIdentity } from '../vendorIdentity';
import { gatherWindows } from './gather';
import type { PersonalDataMode } from './delivery';
import { carefulVersion, firstVersion } from './settings';
import type { WebhookVendor } from './vendor';

/**
 * The address of a trigger: POST for the vendor, GET for people. `responseData: ''` makes n8n answer with the body that
 * `receive` returned, once it has stored the execution. No expressions: each would cost an isolate per request.
 */
export function webhooksAt({ routes }: Pick<VendorIdentity, 'routes'>): IWebhookDescription[] {
	return routes.flatMap(({ path }): IWebhookDescription[] => [
		{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path },
		// Hidden in the editor, which would show every address twice.
		{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path, ndvHideUrl: true },
	]);
}

/** Below the node's name on the canvas: the first two events, and how many more there are. */
export const eventsSubtitle =
	'={{ [$parameter["events"]].flat().slice(0, 2).map((event) => event === "*" ? "all events" : event).join(", ") + ([$parameter["events"]].flat().length > 2 ? " +" + ([$parameter["events"]].flat().length - 2) : "") }}';

/** Part of a trigger's help: the mistake that everybody makes once. */
export const localhostHelp = (vendorName: string): string =>
	`<b>A URL with localhost or a private address</b> cannot be reached by ${vendorName}: set WEBHOOK_URL of n8n to its public https address first.`;

/** The menu entry that stands for every event. */
export const allEvents: INodePropertyOptions = {
	name: '* All Events',
	value: '*',
	description: 'Every authentic event, also those that are not in this list. Each costs an execution.',
};

/** The versions of a trigger, never 1: n8n would evaluate an expression for each request. */
export const triggerVersions = [firstVersion, carefulVersion];

/**
 * The parameter `events` of a trigger. Since version 1.2 nothing is chosen by itself; 1.1 had all, and a workflow that left
 * it so holds no value of it.
 */
function eventsParameter(parameter: Omit<INodeProperties, 'name' | 'default' | 'required'>): INodeProperties[] {
	const events = { ...parameter, name: 'events', required: true };
	return [
		{ ...events, default: [], displayOptions: { show: { '@version': [{ _cnd: { gte: carefulVersion } }] } } },
		{ ...events, default: ['*'], displayOptions: { show: { '@version': [{ _cnd: { lt: carefulVersion } }] } } },
	];
}

/** The same with a fixed list, `*` first; `options` come from the vendor's catalogue. */
export const listedEvents = (options: INodePropertyOptions[], description: string): INodeProperties[] =>
	eventsParameter({ displayName: 'Events', type: 'multiOptions', options: [allEvents, ...options], description });

const ignoreDuplicates: INodeProperties = {
	displayName: 'Ignore Duplicates',
	name: 'ignoreDuplicates',
	type: 'boolean',
	default: true,
	description: 'Whether a delivery that was stored already is answered 200 and starts nothing',
};

type Window = WebhookVendor<unknown>['duplicateWindow'];

const duplicateWindow = ({ unit, default: length }: Window): INodeProperties => ({
	displayName: unit === 'hours' ? 'Duplicate Window (Hours)' : 'Duplicate Window (Minutes)',
	name: unit === 'hours' ? 'duplicateWindowHours' : 'duplicateWindowMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: length,
	description:
		unit === 'hours'
			? "How long a repeated delivery is recognised in memory. Beyond it, and after a restart, n8n's database still recognises the last 1,000 deliveries."
			: 'How long a repeated delivery is recognised. Later ones are taken for resends on purpose.',
});

const gatherWindow: INodeProperties = {
	displayName: 'Gather Window',
	name: 'gatherWindowMs',
	type: 'options',
	noDataExpression: true,
	options: gatherWindows.map((value) => ({ name: value === 0 ? 'Off' : `${value} Ms`, value })),
	default: 0,
	description:
		'How long deliveries are gathered into one execution of at most 500 items. A storm then costs one execution; each delivery waits that long for its answer.',
};

const latestPerReference: INodeProperties = {
	displayName: 'Latest per Reference',
	name: 'latestPerReference',
	type: 'boolean',
	default: false,
	description: 'Whether only the newest delivery per product or order of a gather window is emitted, by the time the vendor gave it',
};

const otherEvents: INodeProperties = {
	displayName: 'Other Events',
	name: 'otherEvents',
	type: 'string',
	default: '',
	placeholder: 'e.g. resource.created, resource.updated',
	description: 'Names of events that are not in the list, separated by commas',
};

const personalData: INodeProperties = {
	displayName: 'Personal Data',
	name: 'personalData',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Keep', value: 'keep', description: 'Everything as the vendor sent it' },
		{ name: 'Mask', value: 'mask', description: 'Replaced by ***, numbers by 0; the fields stay' },
		{ name: 'Remove', value: 'remove', description: 'The fields are taken out' },
	] satisfies Array<INodePropertyOptions & { value: PersonalDataMode }>,
	default: 'keep',
	description:
		'What becomes of names, CPF, CNPJ, e-mail, phone and address before n8n stores a delivery, and in the fetched resource. IDs and the numbers of orders and invoices always stay. What is taken away here cannot be brought back by a resend.',
};

/** Of triggers older than 1.2 only, where "All Events" left out what is not in the list: n8n drops a saved value that no field has. */
const unknownEvents: INodeProperties = {
	displayName: 'Unknown Events',
	name: 'unknownEvents',
	type: 'options',
	options: [
		{ name: 'Emit', value: 'emit', description: 'Start the workflow' },
		{ name: 'Ignore', value: 'ignore', description: 'Answer 200 and start nothing' },
	],
	default: 'ignore',
	displayOptions: { show: { '@version': [{ _cnd: { lt: carefulVersion } }] } },
	description: 'What to do with an authentic delivery whose event is not in the list, where not all events are chosen',
};

const allowPrivateUrl: INodeProperties = {
	displayName: 'Allow Private URL',
	name: 'allowPrivateUrl',
	type: 'boolean',
	default: false,
	description: 'Whether the workflow may be published although its address is not public https. Only for tests on one machine.',
};

/** The options of a trigger: the vendor's own first (one of the same name stands for ours), then what every trigger has; rarely needed switches stand last. */
export function optionsParameter(window: Window, own: INodeProperties[]): INodeProperties {
	return withWitness({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...own,
			...[
				gatherWindow,
				latestPerReference,
				ignoreDuplicates,
				duplicateWindow(window),
				otherEvents,
				personalData,
				unknownEvents,
				allowPrivateUrl,
			].filter(({ name }) => !own.some((option) => option.name === name)),
		],
	});
}
