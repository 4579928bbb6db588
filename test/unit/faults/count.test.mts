import type { Held, Sent } from '../../faults/support/count.mts';
import { causes, count } from '../../faults/support/count.mts';

const sent = (own: Partial<Sent> = {}): Sent => ({
	number: 1,
	vendor: 'bling',
	gathered: false,
	workflowId: 'w',
	key: 'k',
	acknowledged: true,
	swallowed: false,
	posts: 1,
	...own,
});
const execution = (id: string, own: Partial<Held> = {}): Held => ({
	id,
	workflowId: 'w',
	status: 'success',
	mode: 'webhook',
	retryOf: null,
	keys: ['k'],
	redelivery: false,
	...own,
});
const arrival = (executionId: string, receivedAt = 0) => ({
	workflowId: 'w',
	executionId,
	item: { key: 'k', receivedAt: new Date(receivedAt).toISOString() },
});
const keyOf = ({ key }: Record<string, unknown>) => String(key);

const nothing = {
	sent: 1,
	posts: 1,
	acknowledged: 1,
	processed: 0,
	crashedAndResent: 0,
	visible: 0,
	twice: 0,
	stalled: 0,
	lost: 0,
	swallowed: 0,
};

test.each([
	['processed', [sent()], [arrival('1')], [execution('1')], { processed: 1 }],
	['acknowledged, and nothing of it anywhere', [sent()], [], [], { lost: 1 }],
	['acknowledged, and the execution succeeded without reaching the end', [sent()], [], [execution('1')], { lost: 1 }],
	['acknowledged, and only another workflow has it', [sent()], [], [execution('1', { workflowId: 'x', status: 'error' })], { lost: 1 }],
	[
		'acknowledged, and the crashed execution holds no payload',
		[sent()],
		[],
		[execution('1', { status: 'crashed', keys: [] })],
		{ lost: 1 },
	],
	['never acknowledged', [sent({ acknowledged: false })], [], [], { acknowledged: 0 }],
	['acknowledged by a starting n8n only', [sent({ acknowledged: false, swallowed: true })], [], [], { acknowledged: 0, swallowed: 1 }],
	['swallowed first, processed later', [sent({ swallowed: true })], [arrival('1')], [execution('1')], { processed: 1 }],
	['failed', [sent()], [], [execution('1', { status: 'error' })], { visible: 1 }],
	['in an execution that never ends', [sent()], [], [execution('1', { status: 'running' })], { stalled: 1 }],
	[
		'the same, and repeated by the vendor',
		[sent()],
		[arrival('2')],
		[execution('1', { status: 'running' }), execution('2')],
		{ processed: 1 },
	],
	['crashed', [sent()], [], [execution('1', { status: 'crashed' })], { visible: 1 }],
	[
		'crashed and resent',
		[sent()],
		[arrival('2')],
		[execution('1', { status: 'crashed' }), execution('2', { mode: 'retry', retryOf: '1' })],
		{ processed: 1, crashedAndResent: 1 },
	],
])('%s', (_name, deliveries, arrivals, executions, expected) => {
	const outcome = count({ sent: deliveries, arrivals, executions, ends: [], keyOf });
	const figures = {
		...outcome,
		twice: outcome.twice.length,
		stalled: outcome.stalled.length,
		lost: outcome.lost.length,
		swallowed: outcome.swallowed.length,
	};
	expect(figures).toEqual({ ...nothing, ...expected });
});

/** In the order of their arrival at the end of the workflow; received at 1 and at 9, and n8n ended at 5. */
const [first, second] = [arrival('1', 1), arrival('2', 9)];

test.each([
	[
		'crashed after the last step',
		'bling',
		[execution('1', { status: 'crashed' }), execution('2', { mode: 'retry', retryOf: '1' })],
		causes.afterLastStep,
	],
	[
		'repeated by the vendor, and resent',
		'bling',
		[execution('0', { status: 'crashed' }), execution('1'), execution('2', { redelivery: true })],
		causes.repeatedByVendor,
	],
	['of a vendor that only memory remembers', 'iset', [execution('1'), execution('2')], causes.memoryOnly],
	['of such a vendor, and what came first was executed last', 'iset', [execution('1'), execution('2')], causes.memoryOnly, [second, first]],
	[
		'of such a vendor, but n8n had not ended in between',
		'intelipost',
		[execution('1'), execution('2')],
		causes.unexplained,
		[arrival('1', 6), second],
	],
	['of a vendor whose notices name no version', 'iset', [execution('1'), execution('2')], causes.versionless, [arrival('1', 6), second]],
	['of a vendor that the database remembers', 'nfeio', [execution('1'), execution('2')], causes.unexplained],
])('twice: %s', (_name, vendor, executions, cause, arrivals = [first, second]) => {
	const { twice } = count({ sent: [sent({ vendor })], arrivals, executions, ends: [5], keyOf });
	expect(twice).toEqual([{ number: 1, key: 'k', cause, executions: arrivals.map(({ executionId }) => executionId) }]);
});
