import fc from 'fast-check';

import { resendDelivery } from '../../../nodes/WebhookDeliveries/resend/resend';
import { resendMany } from '../../../nodes/WebhookDeliveries/resend/resendMany';
import { withoutFilter } from '../../../nodes/WebhookDeliveries/history/filters';
import { hurryWithClock } from '../../unit/support/time.mts';
import type { End } from './resendModel.mts';
import { ModelN8n } from './resendModel.mts';
import { delivery } from '../../unit/deliveries/support.mts';

hurryWithClock(250);

type Json = Record<string, any>;

interface Run {
	n8n: ModelN8n;
	/** Orders that each shop has sent: both count from 1. */
	orders: number[];
}

type Command = { name: string } & Json;

const ofShop = (shop: number, order: number) =>
	delivery({
		vendor: 'iset',
		event: 'order.saved',
		account: `loja${shop}.example.com`,
		id: `order.saved|${order}`,
		reference: String(order),
	});

/** The executions that a person could choose, the newest first. */
const chosen = ({ n8n }: Run, index: number): Json | undefined => {
	const rows = n8n.executions.filter(({ mode }) => mode === 'webhook');
	// Not of the busy day: what was there before it is what nobody finds again.
	const older = rows.filter((row) => !n8n.heldBy(row).deliveries.some(({ id }) => String(id).startsWith('other-')));
	return older[older.length - 1 - (index % older.length)];
};

const isFailure = ({ status }: Json) => ['error', 'crashed', 'canceled'].includes(status);

/** Whether a resend must process it: it failed, and nobody has made it good since or is about to. */
function mustProcess({ n8n }: Run, row: Json, key: string): boolean {
	const isRunning = n8n.executions.some((other) => other.status === 'running' && n8n.heldBy(other).keys.includes(key));
	return isFailure(row) && !isRunning && (n8n.processedBy.get(key) ?? 0) < Number(row.id);
}

async function resendOne(run: Run, row: Json, position: number, times: number): Promise<void> {
	const { n8n } = run;
	const { deliveries, keys } = n8n.heldBy(row);
	const index = position % keys.length;
	const expected = mustProcess(run, row, keys[index]) ? [keys[index]] : [];
	const before = n8n.attempts.length;
	const request = {
		executionId: row.id,
		deliveryId: keys.length > 1 ? String(deliveries[index].id) : undefined,
		version: 'published' as const,
		force: false,
	};
	const api = await n8n.api();
	const all = await Promise.allSettled(Array.from({ length: times }, async () => await resendDelivery(api, request)));
	const reasons = all.map((each) => (each.status === 'rejected' ? each.reason.message : 'resent')).join(' / ');
	const context = `resend of ${row.id} (${row.status}): ${reasons}`;
	expect({ context, attempts: n8n.attempts.slice(before) }).toEqual({ context, attempts: expected });
}

async function resendAll({ n8n }: Run, limit: number): Promise<void> {
	const isMoving = (key: string) => n8n.executions.some((row) => row.status === 'running' && n8n.heldBy(row).keys.includes(key));
	const expected = n8n.open
		.slice(0, limit)
		.map(({ key }) => key)
		.filter((key) => !isMoving(key));
	const before = n8n.attempts.length;
	const day = 24 * 3_600_000;
	const period = { after: new Date(Date.now() - day).toISOString(), before: new Date(Date.now() + 1_000).toISOString() };
	const statuses = ['failed', 'crashed', 'canceled'] as const;
	const items = await resendMany(await n8n.api(), {
		filter: withoutFilter,
		period,
		statuses: [...statuses],
		limit,
		perSecond: 1_000,
		version: 'published',
		dryRun: false,
	});
	const context = `resend many: ${items.map(({ executionId, resent, error }) => `${String(executionId)} ${String(resent)} ${String(error ?? '')}`).join(' / ')}`;
	expect({ context, attempts: n8n.attempts.slice(before) }).toEqual({ context, attempts: expected });
}

async function perform(run: Run, command: Command): Promise<void> {
	const { n8n, orders } = run;
	switch (command.name) {
		case 'deliver': {
			const deliveries = Array.from({ length: command.count }, () => ofShop(command.shop, ++orders[command.shop]));
			n8n.deliver(n8n.triggers[command.shop], deliveries, command.end);
			break;
		}
		case 'health':
			n8n.healthy = command.healthy;
			break;
		case 'saves':
			n8n.saves = command.saves;
			n8n.instanceSaves = command.instance;
			break;
		case 'rename':
			n8n.rename(command.which);
			break;
		case 'restart':
			n8n.restart();
			break;
		case 'busy':
			n8n.busyDay(1_100);
			break;
		case 'retry': {
			const row = chosen(run, command.index);
			// Nobody can tell from a failure what is not saved, nor from a success a retry that had nothing left to run.
			const isSeen = n8n.savesSuccesses && row?.status !== 'canceled';
			if (row && isFailure(row) && isSeen) n8n.retryByHand(row);
			break;
		}
		case 'resend': {
			const row = chosen(run, command.index);
			if (row) await resendOne(run, row, command.position, command.times);
			break;
		}
		default:
			await resendAll(run, command.limit);
	}
}

const of = (name: string, own: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Command> =>
	fc.record({ name: fc.constant(name), ...own });
const ends: End[] = ['fair', 'fair', 'fair', 'timeout', 'crash', 'lost', 'running'];
const position = fc.nat(5);

const command = fc.oneof(
	{ weight: 8, arbitrary: of('deliver', { shop: fc.nat(1), count: fc.integer({ min: 1, max: 3 }), end: fc.constantFrom(...ends) }) },
	{ weight: 3, arbitrary: of('health', { healthy: fc.boolean() }) },
	{ weight: 1, arbitrary: of('saves', { saves: fc.constantFrom('all', 'none', 'default'), instance: fc.boolean() }) },
	{ weight: 2, arbitrary: of('rename', { which: fc.constantFrom('node', 'trigger') }) },
	{ weight: 1, arbitrary: of('restart') },
	{ weight: 2, arbitrary: of('retry', { index: position }) },
	{ weight: 6, arbitrary: of('resend', { index: position, position, times: fc.constantFrom(1, 1, 2) }) },
	{ weight: 3, arbitrary: of('resendMany', { limit: fc.integer({ min: 1, max: 5 }) }) },
);

/** One in fifty holds a day with more executions than any one search used to look through. */
const sequence = fc
	.tuple(fc.array(command, { minLength: 4, maxLength: 14 }), fc.nat(49), fc.nat(13))
	.map(([commands, chance, at]) => (chance === 0 ? [...commands.slice(0, at), { name: 'busy' }, ...commands.slice(at)] : commands));

test('a retry by hand after the trigger was renamed makes good what was resent one by one before', async () => {
	const run = { n8n: new ModelN8n(), orders: [0, 0] };
	run.n8n.healthy = false;
	const commands = [
		{ name: 'deliver', shop: 0, count: 2, end: 'fair' },
		{ name: 'resendMany', limit: 5 },
		{ name: 'rename', which: 'trigger' },
		{ name: 'health', healthy: true },
		{ name: 'retry', index: 2 },
		{ name: 'resend', index: 0, position: 0, times: 1 },
		{ name: 'resendMany', limit: 5 },
	];
	for (const each of commands) await perform(run, each);
});

test('what was resent, and nobody knows how it ended, takes no place in the limit of Resend Many', async () => {
	const run = { n8n: new ModelN8n(), orders: [0, 0] };
	run.n8n.healthy = false;
	const commands = [
		{ name: 'deliver', shop: 0, count: 2, end: 'fair' },
		{ name: 'health', healthy: true },
		{ name: 'saves', saves: 'all', instance: false },
		{ name: 'rename', which: 'node' },
		{ name: 'deliver', shop: 0, count: 1, end: 'fair' },
		{ name: 'saves', saves: 'default', instance: false },
		{ name: 'resend', index: 1, position: 0, times: 1 },
		{ name: 'resendMany', limit: 1 },
	];
	for (const each of commands) await perform(run, each);
	expect(run.n8n.open).toEqual([]);
});

test('in random sequences what failed is processed by a resend once, in its order, and nothing else is', async () => {
	await fc.assert(
		fc.asyncProperty(sequence, async (commands) => {
			const run = { n8n: new ModelN8n(), orders: [0, 0] };
			run.n8n.healthy = false;
			for (const each of commands) await perform(run, each);
		}),
		{
			endOnFailure: true,
			// The same sequences each time; MODEL_SEED and MODEL_RUNS for others.
			numRuns: Number(process.env.MODEL_RUNS ?? 300),
			seed: Number(process.env.MODEL_SEED ?? 777),
		},
	);
}, 600_000);
