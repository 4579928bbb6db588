import type { ContenderName, Kind } from './contenders.mts';

/**
 * What is measured: a number of connections that post one request after the other, or a burst of
 * simultaneous requests.
 */
export interface Case {
	name: CaseName;
	kind: Kind;
	/** The only statuses allowed as answers. */
	statuses: number[];
	connections: number;
	/** How many simultaneous requests, instead of connections that post one after the other. */
	burst?: number;
	contenders: ContenderName[];
}

export type CaseName = 'accepted' | 'refused' | 'duplicate' | 'filtered' | 'storm28' | 'connections100';

export const cases: Case[] = [
	{ name: 'accepted', kind: 'fresh', statuses: [200], connections: 10, contenders: ['package', 'once', 'webhook', 'handmade', 'linear'] },
	{ name: 'refused', kind: 'forged', statuses: [401], connections: 10, contenders: ['package', 'handmade', 'linear', 'http'] },
	{ name: 'duplicate', kind: 'repeated', statuses: [200], connections: 10, contenders: ['package', 'handmade'] },
	{ name: 'filtered', kind: 'unwanted', statuses: [200], connections: 10, contenders: ['package', 'handmade'] },
	{
		name: 'storm28',
		kind: 'fresh',
		statuses: [200],
		connections: 28,
		burst: 28,
		contenders: ['gathered250', 'package', 'webhook', 'handmade'],
	},
	{
		name: 'connections100',
		kind: 'fresh',
		statuses: [200],
		connections: 100,
		contenders: ['gathered100', 'package', 'webhook', 'handmade'],
	},
];
