import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Execution } from '../../scripts/n8n-instance.mts';
import { freePort } from '../../scripts/n8n-instance.mts';
import { createRandom } from '../../sandbox/core/random.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { publishAction } from '../support/action.mts';
import { startTestN8n } from '../support/instance.mts';
import { startSandbox } from '../support/sandbox.mts';
import type { Attack } from './hostile/attacks.mts';
import { attacks, brokenXml, canBeRead } from './hostile/attacks.mts';
import { bomb, hostileBling } from './hostile/bombs.mts';
import { callsCounted } from './hostile/calls.mts';
import type { Reply } from './hostile/client.mts';
import { noAnswer, send, slowly } from './hostile/client.mts';
import { inspectable, probeHeap } from './hostile/memory.mts';
import { publishTargets } from './hostile/targets.mts';
import { budgetMs, isLong, quickStart, report, seed, table } from './support/form.mts';

const wanted = isLong ? 100_000 : 2_000;
/** A busy machine does not make the run longer than this; how many requests it came to is in the report. */
const limitMs = budgetMs(isLong ? 8 : 0.75);
const parallel = 24;
/** The first requests compile code and fill caches. */
const warmUp = isLong ? 5_000 : 500;
/** Room for what n8n itself keeps; 100,000 requests that leave 1 KB each would be above it. */
const growthLimit = 64 * 1024 * 1024;

const sandbox = await startSandbox({ seed });
const port = await freePort();
const n8n = await startTestN8n({ env: { ...quickStart, ...inspectable(port) } });
const targets = await publishTargets(n8n.current, sandbox);
const { url: origin, pid, folder } = n8n.current;
assert.ok(pid !== undefined);
const agent = new Agent({ keepAlive: true, maxSockets: parallel });

const statuses = new Map<number, number>();
const bad: string[] = [];
let slowest = { milliseconds: 0, name: '' };
/**
 * Answers that a trigger gives and counts; where the connection was cut, it may have counted without an answer. After a
 * genuine probe one refusal of the same bytes is not counted: that is how Webhook → Test forges on purpose.
 */
const answered = { byTriggers: 0, probes: 0, cut: 0, byN8nUnread: 0 };

/** What n8n 2.41.1 says when it fails outside of a node, here while it unpacks a body: no node has been asked by then. */
const isEngineFailure = ({ status, body }: Reply) => status === 500 && body.includes('There was a problem executing the workflow');

/** Those that it counts. */
const isTriggersAnswer = ({ body }: Reply) => /^\{"status":"(unauthorized|ignored|duplicate)"\}$/.test(body);

function judge(attack: Attack, reply: Reply): void {
	statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
	if (reply.milliseconds > slowest.milliseconds) slowest = { milliseconds: reply.milliseconds, name: attack.name };
	if (reply.status === 0) answered.cut++;
	if (isTriggersAnswer(reply)) answered.byTriggers++;
	if (reply.body.startsWith('{"status":"probe"')) answered.probes++;
	if (reply.status === noAnswer) bad.push(`no answer: ${attack.name}`);
	else if (isEngineFailure(reply) && !canBeRead(attack)) answered.byN8nUnread++;
	else if (reply.status >= 500) bad.push(`${reply.status} ${reply.body.slice(0, 200)}: ${attack.name}`);
	// Nothing wanted, so no answer may say that something was accepted; only NFE.io's empty verification is.
	else if (reply.body.includes('"status":"accepted"') && attack.body.length > 0) bad.push(`accepted: ${attack.name}`);
	else if (!attack.authentic && /"(ignored|duplicate|probe)"/.test(reply.body)) bad.push(`let in without proof: ${attack.name}`);
}

test('no hostile request starts an execution, gets an answer of 5xx, or leaves anything behind', async (t) => {
	const heap = await probeHeap(pid, port);
	const source = attacks(targets, createRandom(seed));
	let sent = 0;
	let warm = Number.NaN;
	const started = Date.now();
	const goesOn = (limit: number) => sent < limit && Date.now() - started < limitMs;
	const work = async (limit: number) => {
		while (goesOn(limit)) {
			const attack = source.next().value;
			sent++;
			judge(attack, await send(origin, agent, attack));
		}
	};
	const all = async (limit: number) => void (await Promise.all(Array.from({ length: parallel }, async () => await work(limit))));
	await all(warmUp);
	warm = await heap.used();
	await all(wanted);
	const seconds = (Date.now() - started) / 1000;

	let answeredMeanwhile = 0;
	let slowestMeanwhile = 0;
	const [bling] = targets;
	const closed = await slowly(origin, bling.paths[0], isLong ? 200 : 100, async () => {
		const body = Buffer.from('{"event":"order.created"}');
		const genuine: Attack = {
			target: bling,
			method: 'POST',
			url: bling.paths[0],
			headers: [['content-type', 'application/json'], ...bling.prove(body).headers],
			body,
			authentic: true,
			name: 'beside slowloris',
		};
		for (let done = 0; done < 30; done++) {
			// A connection of its own: a kept one may just be closed by n8n.
			const reply = await send(origin, new Agent(), genuine);
			judge(genuine, reply);
			if (reply.status === 200) answeredMeanwhile++;
			slowestMeanwhile = Math.max(slowestMeanwhile, reply.milliseconds);
		}
	});
	const counted = await callsCounted(origin, targets);
	const end = await heap.used();
	const xml: Reply[] = [];
	for (const attack of brokenXml(bling)) xml.push(await send(origin, agent, attack, 5_000));
	const hanging = xml.filter(({ status }) => status === noAnswer).length;
	agent.destroy();
	heap.close();

	const executions = (
		await Promise.all(
			targets.map(
				async ({ workflowId }) => (await n8n.current.api<{ data: Execution[] }>('GET', `/executions?workflowId=${workflowId}`)).data.length,
			),
		)
	).reduce((sum, found) => sum + found, 0);
	const log = await readFile(join(folder, 'n8n.log'), 'utf8');
	const unhandled = log.split('\n').filter((line) => /unhandled|uncaught/i.test(line));
	const couldNot = log.split('\n').filter((line) => line.includes('could not be verified'));
	const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

	await report(
		'hostile',
		[
			'### Entradas hostis',
			`Semente ${seed}. ${sent} pedidos (de ${wanted} planejados, em no máximo ${limitMs / 60_000} minutos) aos quatro gatilhos em ${seconds.toFixed(0)} s (${(sent / seconds).toFixed(0)} por segundo), um quarto deles com assinatura válida e conteúdo hostil.`,
			table(
				['Resultado', 'Valor'],
				[
					['Execuções iniciadas', executions],
					['Respostas 5xx dos gatilhos', bad.filter((line) => /^5\d\d/.test(line)).length],
					['Respostas 500 do próprio n8n a corpos que não se descompactam, antes de chamar um nó', answered.byN8nUnread],
					[
						'Chamadas contadas pelos gatilhos / respostas deles (depois de cada sonda legítima, uma recusa igual não conta)',
						`${counted} / ${answered.byTriggers} (${answered.probes} sondas)`,
					],
					['POSTs de XML, quebrado e inteiro alternados, que o próprio n8n não respondeu em 5 s', `${hanging} de ${xml.length}`],
					['Sem resposta, ou deixados entrar sem prova', bad.filter((line) => !/^5\d\d/.test(line)).length],
					['Erros sem tratamento no log do n8n', unhandled.length],
					['Heap em uso após coleta, aquecido → no fim', `${megabytes(warm)} → ${megabytes(end)}`],
					['Resposta mais lenta', `${slowest.milliseconds.toFixed(0)} ms`],
					[
						`Slowloris, ${isLong ? 200 : 100} conexões`,
						`${answeredMeanwhile} de 30 pedidos legítimos respondidos, o mais lento em ${slowestMeanwhile.toFixed(0)} ms; ${closed} conexões encerradas pelo n8n`,
					],
				],
			),
			'Que nenhum nó foi chamado nas respostas 500 do n8n sabe-se de duas formas: os gatilhos contam cada chamada, e contaram tantas quantas responderam; e um nó que falhasse teria iniciado uma execução.',
			`Respostas por status, com os 30 pedidos legítimos durante o slowloris (0: conexão encerrada pelo n8n): ${[...statuses]
				.sort(([a], [b]) => a - b)
				.map(([status, times]) => `${status}: ${times}`)
				.join(', ')}.`,
		].join('\n\n'),
	);
	t.diagnostic(`slowest: ${slowest.name}`);
	assert.equal(executions, 0, 'executions');
	assert.deepEqual(bad.slice(0, 5), []);
	const unanswered = counted - answered.byTriggers;
	const asMany = unanswered >= -answered.probes && unanswered <= answered.cut;
	assert.ok(asMany, `the triggers counted ${counted} calls, and answered ${answered.byTriggers} (${answered.probes} probes)`);
	assert.deepEqual(unhandled, []);
	assert.deepEqual(couldNot, []);
	assert.equal(answeredMeanwhile, 30);
	assert.equal(n8n.current.pid, pid);
	assert.ok(end - warm < growthLimit, `${megabytes(warm)} grew to ${megabytes(end)}`);
	assert.ok(sent > warmUp);
});

/** So many times as long as n8n's own Webhook node may a request block n8n: what both do with a body costs as much on any machine. */
const timesOfBareNode = 5;

/** n8n's own Webhook node, as anybody publishes it. */
async function publishBareWebhook(): Promise<string> {
	const path = crypto.randomUUID();
	const { id } = await n8n.current.createWorkflow({
		name: 'Bare Webhook',
		nodes: [
			{
				id: crypto.randomUUID(),
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: path,
				parameters: { httpMethod: 'POST', path, options: {} },
			},
		],
		connections: {},
		settings: {},
	});
	const address = `/webhook/${path}`;
	await n8n.current.publish(id, `${origin}${address}`);
	return address;
}

test('gzip bombs and large deliveries do not make n8n stand still', async (t) => {
	const heap = await probeHeap(pid, port);
	t.after(() => heap.close());
	const [bling] = targets;
	const measured: Array<[name: string, answer: string | number, block: number]> = [];
	const post = async (name: string, body: Buffer, headers: Array<[string, string]>, allowed: number[], url = bling.paths[0]) => {
		await heap.longestBlock();
		const attack: Attack = {
			target: bling,
			method: 'POST',
			url,
			headers: [['content-type', 'application/json'], ...headers],
			body,
			authentic: false,
			name,
		};
		const { status } = await send(origin, new Agent(), attack);
		measured.push([name, status, await heap.longestBlock()]);
		assert.ok(allowed.includes(status), `${name}: ${status}`);
	};

	const zipped: Array<[string, string]> = [['content-encoding', 'gzip']];
	// Unpacked it is more than n8n takes (N8N_PAYLOAD_SIZE_MAX, 16 MiB); n8n answers, or closes the connection, before a node is asked.
	const refused = [0, 400, 413, 422, 500];
	await post('gzip de 512 MiB, sem assinatura', await bomb(512, '{"a":"', '"}'), zipped, refused);
	const signed = await bomb(512, '{"a":"', '"}');
	await post('gzip de 512 MiB, assinado (os bytes enviados)', signed, [...zipped, ...bling.prove(signed).headers], refused);
	await post('gzip cortado no meio', signed.subarray(0, signed.length / 2), zipped, refused);
	const large = Buffer.from(
		JSON.stringify({
			eventId: 'large',
			event: 'order.created',
			companyId: '1',
			date: '2026-11-27T10:00:00Z',
			data: { nota: 'x'.repeat(14.5 * 1024 * 1024) },
		}),
	);
	const bare = await publishBareWebhook();
	for (const time of [1, 2, 3]) await post(`14,5 MiB, ao nó Webhook do próprio n8n (${time})`, large, [], [200], bare);
	const compared = Math.max(...measured.slice(-3).map(([, , block]) => block));
	await post('14,5 MiB, sem assinatura', large, [], [401]);
	await post('14,5 MiB, assinados, evento que não foi escolhido', large, bling.prove(large).headers, [200]);

	const token = await sandbox.act('bling', 'token');
	await sandbox.act('bling', 'set-redirect', { app: token.clientId, url: `${origin}/rest/oauth2-credential/callback` });
	const vendor = await hostileBling(await bomb(512, '%PDF-1.4'));
	t.after(() => vendor.close());
	const id = await n8n.current.createCredential('Bling hostil', 'blingOAuth2Api', {
		...blingCredentialData(token),
		apiBaseUrl: vendor.url,
	});
	await n8n.current.connectOAuth2(id, async (url) => await pressAuthorize(url, String(token.companyId)));
	const action = await publishAction(n8n.current, {
		type: 'bling',
		parameters: { resource: 'invoiceNfe', operation: 'getDocument', invoiceId: 1, format: 'pdf', binaryField: 'data' },
		credentials: { blingOAuth2Api: { id, name: 'Bling hostil' } },
	});
	await heap.longestBlock();
	const got = await action.run();
	measured.push(['Bling → Get Document, gzip de 512 MiB', got.status, await heap.longestBlock()]);

	await report(
		'bombs',
		[
			'### Gzip e entregas grandes',
			table(
				['O quê', 'Resposta', 'O event loop ficou parado, no máximo'],
				measured.map(([name, answer, block]) => [name, answer, `${block.toFixed(0)} ms`]),
			),
			'Tempo de CPU da thread principal do n8n entre dois passos de um relógio de 20 ms: o que a máquina faz além disso não conta.',
		].join('\n\n'),
	);
	assert.equal(got.status, 'error');
	assert.match(got.error?.message ?? '', /The document that Bling sent is not a valid PDF/);
	assert.ok(compared > 0, 'the measurement measures');
	assert.deepEqual(
		measured.filter(([, , block]) => block > timesOfBareNode * compared),
		[],
	);
	assert.equal(n8n.current.pid, pid);
});
