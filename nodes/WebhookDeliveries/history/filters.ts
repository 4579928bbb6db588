import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import type { EmptyText } from '../../shared/operations/typed';
import type { InstanceApi } from '../../instance/api';
import type { DeliveryRecord, Status } from './records';
import { vendorOptions } from '../../instance/triggers';
import type { TrackedWorkflow } from '../../instance/workflows';
import { archivedWorkflow, trackedWorkflows } from '../../instance/workflows';

/** Which deliveries are meant; an empty list or undefined means all. */
export interface Filter {
	vendors: string[];
	accounts: string[];
	events: string[];
	workflowIds: string[];
	/** Part of a reference or delivery id, in any case. */
	search?: string;
}

/** Names in a filter and in a tag are compared as people write them. */
const same = (wanted: string[], value: string | null) => wanted.length === 0 || (value !== null && wanted.includes(value));

/** A record without readable data holds lists in its tags. */
const sameInTags = (wanted: string[], value: string | null) =>
	wanted.length === 0 || (value !== null && value.split(',').some((entry) => wanted.includes(entry)));

const allInTags = (wanted: string[], value: string | null) =>
	wanted.length === 0 || (value !== null && value.split(',').every((entry) => wanted.includes(entry)));

/**
 * Whether the filter wants a record. An empty list wants all. Where only tags are known, one tag may name several
 * values, divided by commas: one event is enough, but every account must be wanted, as the record cannot be taken apart.
 */
export function matches(filter: Filter, record: DeliveryRecord): boolean {
	return compare(filter, record, allInTags);
}

/** The same, but one wanted account is enough: for an erasure, which must not leave out what is only partly of it. */
export function touches(filter: Filter, record: DeliveryRecord): boolean {
	return compare(filter, record, sameInTags);
}

function compare(filter: Filter, record: DeliveryRecord, accountsInTags: typeof same): boolean {
	const inTags = record.delivery ? same : sameInTags;
	const ofAccounts = record.delivery ? same : accountsInTags;
	const { search } = filter;
	const isFound =
		search === undefined || [record.reference, record.deliveryId].some((value) => value?.toLowerCase().includes(search.toLowerCase()));
	return (
		isFound && inTags(filter.vendors, record.vendor) && ofAccounts(filter.accounts, record.account) && inTags(filter.events, record.event)
	);
}

/** Wants every delivery. */
export const withoutFilter: Filter = { vendors: [], accounts: [], events: [], workflowIds: [] };

/**
 * The collection "Filters" of an operation; each list may come as an array or as text divided by commas. What resends or
 * deletes refuses an expression that gives an empty text.
 */
export function readFilter(param: Parameters, emptyText?: EmptyText): Filter {
	const filters = param.in('filters');
	const search = filters.optionalText('search', emptyText);
	return {
		vendors: filters.list('vendors', emptyText),
		accounts: filters.list('accounts', emptyText),
		events: filters.list('events', emptyText),
		workflowIds: [...filters.list('workflowIds', emptyText), ...filters.list('workflows', emptyText)],
		...(search === undefined ? {} : { search }),
	};
}

/** The workflows that may hold what the filter wants. Throws if a workflow that it names has no trigger of this package. */
export async function workflowsFor(api: InstanceApi, { workflowIds, vendors }: Filter): Promise<TrackedWorkflow[]> {
	const all = await trackedWorkflows(api);
	const unknown = workflowIds.find((id) => !all.some((workflow) => workflow.id === id));
	if (unknown !== undefined) {
		const archived = await archivedWorkflow(api, unknown);
		if (archived !== undefined) {
			throw api.refusal(`The workflow "${archived}" is archived`, 'Unarchive it in the list of workflows, or leave it out.');
		}
		throw api.refusal(
			`The workflow ${unknown} has no trigger of this package, or the API key does not see it`,
			'Take the ID from the address of the workflow in the editor.',
		);
	}
	return all
		.filter(({ id }) => workflowIds.length === 0 || workflowIds.includes(id))
		.filter(({ triggers }) => vendors.length === 0 || triggers.some(({ type }) => vendors.includes(type.vendor)));
}

/** Fills the list of workflows; the node must offer `triggerList`. */
export const workflowChoices = 'trackedWorkflows';

const filterFields: INodeProperties[] = [
	{
		displayName: 'Accounts',
		name: 'accounts',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
		description: 'As the deliveries name them (field "account"), separated by commas',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'string',
		default: '',
		placeholder: 'e.g. order.created, order.updated',
		description: "The vendors' event names, separated by commas",
	},
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1042',
		description: 'Part of a reference (order number, product or invoice ID) or of a delivery ID',
	},
	{
		displayName: 'Vendors',
		name: 'vendors',
		type: 'multiOptions',
		options: vendorOptions,
		default: [],
		description: 'None chosen means all',
	},
	{
		displayName: 'Workflow IDs',
		name: 'workflowIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. xW2mLq8bTz1Rk0vN',
		// Of nodes that were saved before there was a list. What is unreadable must stay, to be refused: without it all were meant.
		displayOptions: { show: { workflowIds: [{ _cnd: { exists: true } }, null] } },
		description: 'IDs separated by commas; "Workflow Names or IDs" adds others',
	},
	{
		displayName: 'Workflow Names or IDs',
		name: 'workflows',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: workflowChoices },
		default: [],
		description:
			'None chosen means all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: filterFields,
};

/** For an operation whose own purpose is the search. */
export const filtersWithoutSearch: INodeProperties = {
	...filtersField,
	options: filterFields.filter(({ name }) => name !== 'search'),
};

const statusChoices: Record<string, Status[]> = {
	failed: ['failed'],
	crashed: ['crashed'],
	canceled: ['canceled'],
	failedOrCrashed: ['failed', 'crashed', 'canceled'],
	stalled: ['stalled'],
	unsuccessful: ['failed', 'crashed', 'stalled', 'canceled'],
	running: ['running'],
	succeeded: ['succeeded'],
	waiting: ['waiting'],
};

/** Undefined for all. */
export const chosenStatuses = (param: Parameters): Status[] | undefined => statusChoices[param.choice('status')];

const statusOptions = {
	all: { name: 'All', value: 'all' },
	canceled: {
		name: 'Canceled',
		value: 'canceled',
		description: 'Stopped by hand, or because it took longer than n8n allows (timeout)',
	},
	crashed: {
		name: 'Crashed',
		value: 'crashed',
		description: 'The execution was interrupted when n8n stopped; it is not retried automatically',
	},
	failed: { name: 'Failed', value: 'failed' },
	failedOrCrashed: { name: 'Failed, Crashed or Canceled', value: 'failedOrCrashed' },
	running: { name: 'Running', value: 'running', description: 'Also queued ones' },
	stalled: {
		name: 'Stalled',
		value: 'stalled',
		description: 'Running for over an hour; n8n may have failed to store its end',
	},
	succeeded: { name: 'Succeeded', value: 'succeeded' },
	unsuccessful: { name: 'Failed, Crashed, Canceled or Stalled', value: 'unsuccessful' },
	waiting: { name: 'Waiting', value: 'waiting', description: 'Stopped at a Wait node' },
};

export const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: Object.values(statusOptions),
	default: 'all',
	description: 'The result of the delivery',
};

/** The field "Status" for operations that work on failures only. */
export const failureStatusField: INodeProperties = {
	...statusField,
	options: [statusOptions.canceled, statusOptions.crashed, statusOptions.failed, statusOptions.failedOrCrashed],
	default: 'failedOrCrashed',
};
