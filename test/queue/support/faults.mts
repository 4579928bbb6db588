import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { createRandom } from '../../../sandbox/core/random.mts';
import { until } from '../../../scripts/n8n-instance.mts';
import { causes } from '../../faults/support/count.mts';
import type { Disk } from '../../faults/support/disk.mts';
import { budgetMs, isLong, report, seed } from '../../faults/support/form.mts';
import { startLedger } from '../../faults/support/ledger.mts';
import { createReckoning, tableOf, twiceOf } from '../../faults/support/reckoning.mts';
import { openShops } from '../../faults/support/shops.mts';
import type { TestSandbox } from '../../support/sandbox.mts';
import type { Part, QueueN8n } from './topology.mts';

/** One round: deliveries on their way, and one thing that goes wrong among them. */
const rounds = {
	worker: 'kill -9 de um worker',
	processor: 'kill -9 de um processo de webhook',
	main: 'kill -9 do principal',
	redis: 'kill -9 do Redis, de volta depois de 3 s',
	postgres: 'kill -9 do PostgreSQL, de volta depois de 3 s',
	full: 'disco do PostgreSQL cheio por 6 s',
};
type Fault = keyof typeof rounds;

const plan: Record<Fault, number> = isLong
	? { worker: 3, processor: 3, main: 1, redis: 2, postgres: 2, full: 1 }
	: { worker: 1, processor: 1, main: 0, redis: 0, postgres: 1, full: 0 };
const limitMs = budgetMs(isLong ? 12 : 1.5);
const happeningsInARound = isLong ? 96 : 10;
const vendors = ['bling', 'nfeio', 'intelipost', 'iset'];

/** FAULTS_ACROSS=on switches the triggers' "Ignore Duplicates Across Processes" on: then only a crash may let a delivery through twice. */
const acrossProcesses = process.env.FAULTS_ACROSS === 'on';

interface World {
	q: QueueN8n;
	sandbox: TestSandbox;
	/** Of PostgreSQL; undefined where none can be mounted. */
	disk: Pick<Disk, 'fullBy' | 'fill' | 'free'> | undefined;
}

/** Sends the four vendors' deliveries through the proxy while parts of the topology die, and counts what became of each. */
export async function faultsInQueueMode(t: TestContext, { q, sandbox, disk }: World): Promise<void> {
	const random = createRandom(seed);
	const ledger = await startLedger(random);
	t.after(async () => await ledger.close());
	const source = await openShops(q.main.current, sandbox, ledger.node, { acrossProcesses });
	const ends: number[] = [];
	const reckoning = createReckoning({
		n8n: () => q.main.current,
		sandbox,
		source,
		ledger,
		ends,
		// Two looks release a job: the second must not come before a living worker has its lock.
		async meanwhile() {
			await q.releaseDeadJobs();
			await wait(1000);
		},
		separateMemories: !acrossProcesses,
	});

	const restart = async (part: Part) => {
		// NFE.io's trigger registers itself when the main starts; that it fails then is another test's subject.
		await sandbox.act('nfeio', 'api-faults', {});
		await part.current.kill();
		ends.push(Date.now());
		await wait(random.integer(0, 2000));
		// As a service manager does.
		for (let attempt = 1; ; attempt++) {
			try {
				return await part.restart();
			} catch (error) {
				if (attempt === 5) throw error;
			}
		}
	};
	const parts = [q.main, ...q.processors, ...q.workers];
	const allAnswer = async () => {
		for (const part of parts) {
			const isReady = async () => (await fetch(`${part.current.url}/healthz/readiness`).catch(() => undefined))?.ok === true;
			// n8n notices within seconds that its database is back; what has ended by itself is started again.
			for (let tries = 0; tries < 15 && !(await isReady()); tries++) await wait(1000);
			if (!(await isReady())) await restart(part);
		}
	};
	const faults: Record<Fault, () => Promise<void>> = {
		worker: async () => await restart(random.pick(q.workers)),
		processor: async () => await restart(random.pick(q.processors)),
		main: async () => await restart(q.main),
		async redis() {
			await q.redis.stop('SIGKILL');
			await wait(3000);
			await q.redis.start();
		},
		async postgres() {
			await q.postgres.stop('SIGQUIT');
			await wait(3000);
			await q.postgres.start();
		},
		async full() {
			await disk?.fill();
			await wait(6000);
			await disk?.free();
			if (!q.postgres.isRunning()) await q.postgres.start();
		},
	};
	let happened = 0;
	const trade = async () => {
		for (let done = 0; done < happeningsInARound; done++) {
			// Slow enough that two cores keep up: what is not answered in time is repeated, and tells nothing of faults.
			await wait(random.integer(100, 500));
			await source.shops[happened % source.shops.length].happen(++happened);
		}
	};

	const wanted = (Object.keys(plan) as Fault[]).filter((fault) => fault !== 'full' || disk !== undefined);
	const order = random.shuffle(wanted.flatMap((fault) => Array.from({ length: plan[fault] }, () => fault)));
	t.diagnostic(`seed ${seed}, rounds: ${order.join(', ')}`);
	const delivery = { duplicateChance: 0.1, disorderChance: 0.2, disorderMs: 60_000, cutChance: 0.05 };
	for (const vendor of vendors) await sandbox.act(vendor, 'delivery-faults', delivery);
	const done: Fault[] = [];
	const started = Date.now();
	for (const fault of order) {
		if (Date.now() - started > limitMs) break;
		done.push(fault);
		const trading = trade();
		await wait(random.integer(500, 3000));
		await faults[fault]();
		await trading;
		await allAnswer();
	}

	for (const vendor of vendors) await sandbox.act(vendor, 'delivery-faults', {});
	await until(
		'the source to have no delivery left that it would still send',
		async () => {
			const all = await Promise.all(vendors.map(async (vendor) => await sandbox.dispatches(vendor)));
			if (!all.flat().some(({ state }) => state === 'waiting')) return true;
			await sandbox.act('bling', 'clock', { speed: 60, advanceMinutes: 20 });
			await wait(500);
			return undefined;
		},
		400_000,
	);
	await reckoning.untilQuiet();
	const before = await reckoning.outcomeOf();
	await reckoning.sweep();
	await reckoning.untilQuiet();
	const outcome = await reckoning.outcomeOf();
	const failed = await reckoning.resendFailed();
	await reckoning.untilQuiet();
	const atLast = await reckoning.outcomeOf();
	// n8n has put an error in the place of their data: which deliveries they held, only their vendor knows.
	const emptied = (await reckoning.history()).filter(
		({ keys, status, mode }) => keys.length === 0 && status !== 'success' && mode === 'webhook',
	);
	const { posts, refused, unanswered, cut } = await reckoning.posts();
	const lostElsewhere = outcome.parts.flatMap(({ gathered, workflowId, outcome: { lost } }) => {
		const count = emptied.filter((execution) => execution.workflowId === workflowId).length;
		// One execution of a trigger that gathers may have held several.
		return gathered && count > 0 ? [] : lost.slice(count);
	});
	for (const number of outcome.total.lost) t.diagnostic(await reckoning.storyOf(number));
	const times = (Object.keys(rounds) as Fault[]).map((fault) => `${rounds[fault]}: ${done.filter((each) => each === fault).length}`);
	await report(
		acrossProcesses ? 'queue-across' : 'queue',
		[
			acrossProcesses ? '### Modo fila, duplicatas reconhecidas entre processos' : '### Modo fila',
			`1 principal, 2 processos de webhook atrás do Caddy de deploy/, 2 workers, Redis, PostgreSQL. Semente ${seed}. ${done.length} de ${order.length} rodadas couberam no tempo. ${times.join('; ')}${disk ? ` (${disk.fullBy})` : ' (não se pôde montar um disco)'}. Em todas: 10 % de duplicatas, 20 % fora de ordem, 5 % dos POSTs cortados no meio do corpo. Ignore Duplicates Across Processes: ${acrossProcesses ? 'ligado' : 'desligado'}.`,
			`POSTs: ${posts}; ${refused} respondidos com erro, ${unanswered} sem resposta, ${cut} cortados pelo remetente. Execuções cujos dados o n8n trocou por um erro: ${emptied.length}. Perdidas fora delas: ${lostElsewhere.length}.`,
			tableOf(outcome),
			`Antes da varredura de interrompidas: ${before.total.processed} processados, ${before.total.visible} visíveis como falha ou interrompidos, ${before.total.lost.length} perdidos. Depois de reenviar também as falhas (${failed} reenvios): ${atLast.total.processed} processados, ${atLast.total.visible} seguem visíveis como falha, ${atLast.total.stalled.length} parados, ${atLast.total.lost.length} perdidos.`,
			twiceOf(outcome),
		].join('\n\n'),
	);
	assert.deepEqual(lostElsewhere, [], 'lost, and not by an execution that n8n emptied');
	assert.deepEqual(
		outcome.total.twice.filter(({ cause }) => cause === causes.unexplained),
		[],
		'processed twice, and no crash explains it',
	);
	assert.deepEqual(outcome.total.swallowed, [], 'answered by an n8n that starts: the proxy keeps them away from it');
	assert.ok(outcome.total.acknowledged > 0 && outcome.total.processed > 0);
}
