import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions, IWebhookDescription } from 'n8n-workflow';

import { withWitness } from '../operations/wholeExpression';
import type { VendorIdentity } from '../vendorIdentity';
import { gatherWindows } from './gather';
import type { PersonalDataMode } from './delivery';
import { acrossProcessesName, carefulVersion, firstVersion, resendVersion } from './settings';
import type { WebhookVendor } from './vendor';

/**
 * The address of a trigger: POST for the vendor, GET for people. `responseData: ''` makes n8n
 * answer with the body that `receive` returned, once it has stored the execution. No expressions:
 * each would cost an isolate per request.
 */
export function webhooksAt({ routes }: Pick<VendorIdentity, 'routes'>): IWebhookDescription[] {
	return routes.flatMap(({ path }): IWebhookDescription[] => [
		{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path },
		// Hidden in the editor, which would otherwise show every address twice.
		{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path, ndvHideUrl: true },
	]);
}

/** Below the node's name on the canvas: the first two events, and how many more there are. */
export const eventsSubtitle =
	'={{ [$parameter["events"]].flat().slice(0, 2).map((event) => event === "*" ? "all events" : event).join(", ") + ([$parameter["events"]].flat().length > 2 ? " +" + ([$parameter["events"]].flat().length - 2) : "") }}';

/** Part of a trigger's help: the mistake everybody makes once. */
export const localhostHelp = (vendorName: string): string =>
	`<b>A URL with localhost or a private address</b> cannot be reached by ${vendorName}: set n8n's WEBHOOK_URL to its public https address first.`;

/** The menu entry that stands for every event. */
export const allEvents: INodePropertyOptions = {
	name: '* All Events',
	value: '*',
	action: 'On any event',
	description: 'Including events not in this list; each costs an execution',
};

/** The versions of a trigger, never 1: n8n would then evaluate an expression for each request. */
export const triggerVersions = [firstVersion, carefulVersion, resendVersion];

/** The version of a new trigger. */
export const newestVersion = resendVersion;

/** The vendor's credential, and the one that authenticates resends, if they are accepted. */
export const triggerCredentials = ({ credential }: Pick<VendorIdentity, 'credential'>): INodeCredentialDescription[] => [
	{ name: credential, required: true },
	{
		name: 'n8nInstanceApi',
		displayName: 'Credential to Receive Resends',
		required: false,
		displayOptions: { show: { acceptResends: [true] } },
	},
];

/** One event of the menu. */
export interface ListedEvent {
	/** The value in saved workflows, such as `order.created`. */
	event: string;
	/** The name people read: `Order Created`, with the vendor's own words in brackets. */
	title: string;
	description?: string;
}

/** `Out for Delivery (Saiu para Entrega)` as a sentence for the node panel: `On out for delivery`. */
const sentence = (title: string) =>
	`On ${title
		.replace(/ \(.*\)$|:/g, '')
		.split(' ')
		.map((word) => (/^[A-Z][a-z-]+$/.test(word) ? word.toLowerCase() : word))
		.join(' ')}`;

/**
 * The parameter `events` of a trigger. Since version 1.2 nothing is preselected; 1.1 had all, and a
 * workflow with that default has no saved value.
 */
export function listedEvents(listed: ListedEvent[]): INodeProperties[] {
	const options = listed
		.map(({ event, title, description }) => ({ name: title, value: event, action: sentence(title), description: description ?? event }))
		.sort((a, b) => a.name.localeCompare(b.name));
	const events: INodeProperties = {
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [allEvents, ...options],
		default: [],
	};
	return [
		{ ...events, displayOptions: { show: { '@version': [{ _cnd: { gte: carefulVersion } }] } } },
		{ ...events, default: ['*'], displayOptions: { show: { '@version': [{ _cnd: { lt: carefulVersion } }] } } },
	];
}

/** Older triggers accept resends whenever they have the credential. */
const acceptResends: INodeProperties[] = [
	{
		displayName: 'Accept Resends',
		name: 'acceptResends',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		displayOptions: { show: { '@version': [{ _cnd: { gte: resendVersion } }] } },
		description: 'Whether this n8n may send stored deliveries to this trigger again',
	},
	{
		displayName: 'Accept Resends',
		name: 'acceptResends',
		type: 'hidden',
		default: true,
		displayOptions: { show: { '@version': [{ _cnd: { lt: resendVersion } }] } },
	},
];

const ignoreDuplicates: INodeProperties = {
	displayName: 'Ignore Duplicates',
	name: 'ignoreDuplicates',
	type: 'boolean',
	default: true,
	description: 'Whether to skip events that have already arrived',
};

const acrossProcesses: INodeProperties = {
	displayName: acrossProcessesName,
	name: 'acrossProcesses',
	type: 'boolean',
	default: false,
	displayOptions: { hide: { ignoreDuplicates: [false] } },
	description: 'Whether to run each event once in queue mode; needs "Accept Resends"; executions fail if the n8n API is down',
};

type Window = WebhookVendor<unknown>['duplicateWindow'];

const duplicateWindow = ({ unit, default: length }: Window): INodeProperties => ({
	displayName: unit === 'hours' ? 'Remember Events For (Hours)' : 'Remember Events For (Minutes)',
	name: unit === 'hours' ? 'duplicateWindowHours' : 'duplicateWindowMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: length,
	displayOptions: { hide: { ignoreDuplicates: [false] } },
	description: unit === 'hours' ? 'How long a repeated event counts as a duplicate' : 'Later repeats count as intentional resends',
});

const gatherWindow: INodeProperties = {
	displayName: 'Group Events Arriving Within',
	name: 'gatherWindowMs',
	type: 'options',
	noDataExpression: true,
	options: gatherWindows.map((value) => ({
		name: value === 0 ? 'Off' : `${value / 1000} Second${value === 1000 ? '' : 's'}`,
		value,
	})),
	default: 0,
	description: 'Runs events that arrive within this time as one execution (up to 500 items)',
};

const latestPerReference: INodeProperties = {
	displayName: 'Keep Only the Latest Event',
	name: 'latestPerReference',
	type: 'boolean',
	default: false,
	displayOptions: { show: { gatherWindowMs: gatherWindows.filter((value) => value !== 0) } },
	description: 'Whether to keep only the newest event of each order or product in a group',
};

const otherEvents: INodeProperties = {
	displayName: 'Other Events',
	name: 'otherEvents',
	type: 'string',
	default: '',
	placeholder: 'e.g. resource.created, resource.updated',
	description: 'Events that are not in the list, separated by commas',
};

const personalData: INodeProperties = {
	displayName: 'Personal Data',
	name: 'personalData',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Keep', value: 'keep', description: 'Keep everything as the vendor sent it' },
		{ name: 'Mask', value: 'mask', description: 'Replace values by ***, numbers by 0; keep the fields' },
		{ name: 'Remove', value: 'remove', description: 'Remove the fields' },
	] satisfies Array<INodePropertyOptions & { value: PersonalDataMode }>,
	default: 'keep',
	description: 'How to store names, CPF, CNPJ, email, phone and address; masked or removed data cannot be restored',
};

/**
 * Only for triggers older than 1.2, where "All Events" left out what is not in the list: n8n drops
 * a saved value without a field.
 */
const unknownEvents: INodeProperties = {
	displayName: 'Events Not in the List',
	name: 'unknownEvents',
	type: 'options',
	options: [
		{ name: 'Ignore', value: 'ignore' },
		{ name: 'Start the Workflow', value: 'emit' },
	],
	default: 'ignore',
	displayOptions: { show: { '@version': [{ _cnd: { lt: carefulVersion } }] } },
	description: 'What to do with an event that is not in the list',
};

const allowPrivateUrl: INodeProperties = {
	displayName: 'Allow Private URL',
	name: 'allowPrivateUrl',
	type: 'boolean',
	default: false,
	description: 'Whether to publish even though the address is not public https, for tests on one machine',
};

/**
 * The last parameters of every trigger: whether it accepts resends, and its options, including the
 * vendor's own (which replace ours of the same name).
 */
export function optionsParameters(window: Window, own: INodeProperties[]): INodeProperties[] {
	const shared = [
		gatherWindow,
		latestPerReference,
		ignoreDuplicates,
		acrossProcesses,
		duplicateWindow(window),
		otherEvents,
		personalData,
		unknownEvents,
		allowPrivateUrl,
	].filter(({ name }) => !own.some((option) => option.name === name));
	const options = withWitness({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...own, ...shared].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	});
	return [...acceptResends, options];
}
