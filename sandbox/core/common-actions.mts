import { action, ActionFailed } from './action.mts';
import type { Action } from './action.mts';
import type { Dispatches } from './dispatch.mts';
import type { Faults } from './faults.mts';
import { flag, integer, number, text } from './fields.mts';
import type { RequestLog } from './request-log.mts';

interface Parts {
	dispatches: Dispatches;
	requests: RequestLog;
	faults: Faults;
}

export const deliveryActions = ['resend', 'release', 'clear-dispatches'];
export const faultActions = ['delivery-faults', 'api-faults', 'clock'];
export const requestActions = ['clear-requests'];

/** What every vendor's panel offers: resend, and the ways to break things. */
export function commonActions({ dispatches, requests, faults }: Parts): Action[] {
	return [
		action({
			name: 'resend',
			label: 'Resend a dispatch',
			hint: 'Sends the same bytes again.',
			fields: { id: text('Dispatch id') },
			run({ id }) {
				const again = dispatches.resend(id);
				if (!again) throw new ActionFailed(`no dispatch ${id} in the log`);
				return { message: 'Sent again.', id: again.id };
			},
		}),
		action({
			name: 'release',
			label: 'Release what is held back',
			hint: 'In shuffled order.',
			fields: {},
			run() {
				const released = dispatches.release();
				return { message: `${released} released.`, released };
			},
		}),
		action({
			name: 'clear-dispatches',
			label: 'Clear the dispatch log',
			hint: 'Waiting retries are forgotten too.',
			fields: {},
			run() {
				dispatches.clear();
				return { message: 'Dispatch log cleared.' };
			},
		}),
		action({
			name: 'delivery-faults',
			label: 'Break the delivery',
			fields: {
				latencyMs: integer('Delay before sending (virtual ms)', { value: 0, min: 0, max: 86_400_000 }),
				duplicateChance: number('Chance of a duplicate (0 to 1)', { value: 0, min: 0, max: 1 }),
				disorderChance: number('Chance to be overtaken (0 to 1)', { value: 0, min: 0, max: 1 }),
				disorderMs: integer('Longest time kept back (virtual ms)', {
					value: 30_000,
					min: 1,
					max: 86_400_000,
				}),
				cutChance: number('Chance that an attempt breaks off in the middle of its body (0 to 1)', {
					value: 0,
					min: 0,
					max: 1,
				}),
				hold: flag('Hold everything back until released'),
			},
			run(input) {
				Object.assign(faults.delivery, input);
				return { message: 'Delivery faults set.', delivery: faults.delivery };
			},
		}),
		action({
			name: 'api-faults',
			label: 'Break the API',
			fields: {
				latencyMs: integer('Delay of each answer (real ms)', { value: 0, min: 0, max: 120_000 }),
				errors: integer('Answer 500 to the next', { value: 0, min: 0, max: 100_000 }),
				garbage: integer('Answer garbage to the next', { value: 0, min: 0, max: 100_000 }),
				hangs: integer('Never answer the next', { value: 0, min: 0, max: 1000 }),
			},
			run(input) {
				Object.assign(faults.api, input);
				return { message: 'API faults set.', api: faults.api };
			},
		}),
		action({
			name: 'clear-requests',
			label: 'Clear the request log',
			fields: {},
			run() {
				requests.clear();
				return { message: 'Request log cleared.' };
			},
		}),
	];
}
