import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { bundledWorkflow } from '../../scripts/bundled.mts';
import type { Execution } from '../../scripts/n8n-instance.mts';
import { basicHeader } from '../../scripts/form-page.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { frameable, framed, sendFromElsewhere } from '../support/cross-site.mts';
import { startTestN8n } from '../support/instance.mts';
import { startSandbox } from '../support/sandbox.mts';
import { formAccess, modes, StockPool } from '../support/stock-pool.mts';
import { tableId } from '../support/tables.mts';

const n8n = await startTestN8n();
const sandbox = await startSandbox({ seed: 5, speed: 60 });
const pool = new StockPool(n8n.current, sandbox);
await pool.install(3, { gatherWindowMs: 250 }, { simulate: true });
const [a, b, c] = pool.accounts;

const stateOf = async (sku: string) => (await pool.rows('estoque_saldos')).filter((row) => row.sku === sku);
const recorded = async (sku: string) => (await pool.rows('estoque_registro')).filter((row) => row.sku === sku);
const shownOf = async (sku: string) => {
	const shown = (await pool.shown()).get(sku);
	assert.ok(shown);
	return shown;
};
/** Each SKU of the seeded world, in every account. */
const simpleProducts = 15;

/** What was told since so many mails. */
const toldSince = (count: number) => pool.mails().slice(count).join('\n');
const failures = async () => (await pool.executions('&status=error')).length;

test('deposits that do not serve: it says which and why, tells it once, and writes nothing', async (t) => {
	const [general, shop] = a.principals.map(({ id }) => id);
	const failed = await failures();
	const cases: Array<[string, Record<string, { principals: number[]; shared: number }>, RegExp]> = [
		[
			'shared is also a principal',
			{ [b.name]: { principals: [b.principals[0].id, b.shared.id], shared: b.shared.id } },
			/mesmo depósito é principal e compartilhado \(Full\)/,
		],
		[
			'shared is the default one',
			{ [a.name]: { principals: [shop], shared: general } },
			/padrão da conta, em que os pedidos são reservados; escolha outro \(Depósito Geral\)/,
		],
		['one that does not exist', { [b.name]: { principals: [4], shared: b.shared.id } }, /não existe ou está inativo \(4\)/],
		[
			'a principal left out of the totals of Bling',
			{ [a.name]: { principals: [general, a.shared.id], shared: shop } },
			/desconsidera nos totais.*\(Avarias\)/,
		],
		[
			'a principal that belongs to a marketplace',
			{ [b.name]: { principals: [b.shared.id], shared: b.principals[0].id } },
			/armazém de um marketplace.*\(Full\)/,
		],
	];
	for (const [name, deposits, message] of cases) {
		await t.test(name, async () => {
			const mails = pool.mails().length;
			await pool.set({ deposits, simulate: false });
			const answer = await pool.reconcile(modes.list, ['CAN-300']);
			assert.match(answer, /Nada foi gravado: os depósitos escolhidos não servem/);
			assert.match(answer, message);
			await pool.settled();
			assert.match(toldSince(mails), message);
		});
	}
	const mails = pool.mails().length;
	await pool.reconcile(modes.suspects);
	await pool.settled();
	assert.equal(toldSince(mails), '', 'told once');
	assert.equal(await pool.writes(), 0);
	assert.equal(await failures(), failed, 'a notice is no failed execution');
	await pool.set({ simulate: true });
	await pool.reconcile(modes.suspects);
	await pool.settled();
});

test('bad lists are refused by the form', async (t) => {
	const cases: Array<[string, string[], RegExp]> = [
		['nothing', [], /pelo menos um SKU/],
		['10,000 lines', Array.from({ length: 10_000 }, (_, index) => `SKU-${index}`), /10000 linhas.*1\.000 por vez/],
		['500 characters', ['X'.repeat(500)], /500 caracteres/],
	];
	for (const [name, skus, message] of cases) {
		await t.test(name, async () => {
			const answer = await pool.reconcile(modes.list, skus);
			assert.match(answer, /^Nada foi gravado: /);
			assert.match(answer, message);
		});
	}
});

test('the simulation, on at the beginning, lists before and after and writes nothing', async () => {
	const answer = await pool.reconcile(modes.list, ['CAN-300', 'NAO-EXISTE']);
	assert.match(answer, /Recebido.*Simulação ligada/s);
	assert.match(answer, /CAN-300: Conta A \d+ → \d+ \(simulação\).*NAO-EXISTE.*não cadastrado em nenhuma conta/s);
	assert.match(await pool.reconcile(modes.all), /Recebido/);
	await pool.settled();
	const listed = (await pool.rows('estoque_registro')).filter(({ resultado }) => resultado === 'simulação');
	const { sum, shared } = await shownOf('CAN-300');
	const ofA = listed.filter(({ sku, conta }) => sku === 'CAN-300' && conta === a.name);
	assert.deepEqual([ofA[0].antes, ofA[0].depois], [shared[a.name].physical, sum]);
	assert.deepEqual(
		(await stateOf('KIT-MANHA')).map(({ situacao }) => situacao),
		['com composição ou variações: ignorado'],
	);
	assert.equal(await pool.writes(), 0);
});

test('a foreign page cannot send the form in the browser of a person who is signed in, nor show it', async (t) => {
	const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
	t.after(async () => await browser.close());
	const context = await browser.newContext({ httpCredentials: { username: formAccess.user, password: formAccess.password } });
	const form = `${n8n.current.url}/form/estoque-conciliar`;
	await (await context.newPage()).goto(form);
	const before = [await pool.rows('estoque_fila'), await pool.rows('estoque_registro')];
	for (const encoding of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const) {
		const token = `${Math.floor(Date.now() / 1000) + 600}.${'0'.repeat(64)}`;
		const page = await sendFromElsewhere(context, form, { 'field-0': modes.release, token }, encoding);
		assert.match(await page.locator('body').innerText(), /Este formulário não foi enviado por esta página/, encoding);
	}
	await pool.idle();
	assert.deepEqual([await pool.rows('estoque_fila'), await pool.rows('estoque_registro')], before);
	await frameable(async (open) => assert.deepEqual(await framed(browser, basicHeader(formAccess), [form, open]), [open]));
});

test('a first run that changes everything stops, tells it, and goes on when a person says so', async () => {
	await pool.set({ simulate: false });
	const [mails, failed] = [pool.mails().length, await failures()];
	await pool.reconcile(modes.all);
	await pool.settled();
	assert.equal(await pool.writes(), 0);
	assert.match(toldSince(mails), /parado pelo limite/);
	assert.equal(await failures(), failed);
	assert.ok((await pool.rows('estoque_fila')).filter(({ parado }) => parado === true).length >= simpleProducts);

	await pool.reconcile(modes.release);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(await pool.rows('estoque_fila'), []);
});

test('the same again writes nothing', async () => {
	const before = await pool.writes();
	await pool.reconcile(modes.all);
	await pool.settled();
	assert.equal(await pool.writes(), before);
});

test('a movement in one account arrives in all; the note names the execution, and no price is written', async () => {
	await pool.move(a, 'CAFE-500', 'E', 7, a.principals[1].id);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	const [posted] = (await sandbox.requests('bling')).filter(({ method, path }) => method === 'POST' && path.endsWith('/estoques'));
	const body = JSON.parse(String(posted.body));
	assert.match(body.observacoes, /^n8n \d+$/);
	assert.deepEqual(Object.keys(body).sort(), ['deposito', 'observacoes', 'operacao', 'produto', 'quantidade']);
	assert.equal(body.operacao, 'B');
});

test('an order that reserves stock, and its cancellation', async () => {
	const before = await shownOf('CAFE-500');
	await sandbox.act('bling', 'create-order', { company: b.companyId, product: 'CAFE-500', quantity: 2 });
	await pool.settled();
	assert.equal((await shownOf('CAFE-500')).sum, before.sum - 2);
	assert.deepEqual(await pool.wrong(), []);
	await sandbox.act('bling', 'order-situation', { company: b.companyId, situation: '12' });
	await pool.settled();
	assert.equal((await shownOf('CAFE-500')).sum, before.sum);
	assert.deepEqual(await pool.wrong(), []);
});

test('a SKU that one account does not have counts 0 there; leading zeros stay', async () => {
	for (const { companyId } of [a, b]) await sandbox.act('bling', 'create-product', { company: companyId, code: '007' });
	await pool.move(a, '007', 'B', 9, a.principals[0].id);
	await pool.settled();
	const { shared } = await shownOf('007');
	assert.deepEqual([shared[a.name].virtual, shared[b.name].virtual, shared[c.name]], [9, 9, undefined]);
	assert.deepEqual(
		(await stateOf('007')).filter(({ conta }) => conta === c.name).map(({ situacao }) => situacao),
		['não cadastrado nesta conta: conta como 0'],
	);
});

test('a SKU twice in one account is not written, and said once', async () => {
	const second = await sandbox.act('bling', 'create-product', { company: b.companyId, code: 'COADOR' });
	const before = await pool.writes();
	const mails = pool.mails().length;
	await pool.move(a, 'COADOR', 'E', 5, a.principals[0].id);
	await pool.settled();
	assert.equal(await pool.writes(), before);
	assert.deepEqual(
		(await recorded('COADOR')).filter(({ resultado }) => resultado === 'SKU repetido nesta conta').map(({ conta }) => conta),
		[b.name],
	);
	assert.match(toldSince(mails), /COADOR \/ SKU repetido nesta conta/);
	await sandbox.act('bling', 'delete-product', { company: b.companyId, product: String(second.id) });
	await pool.reconcile(modes.suspects);
	await pool.settled();
});

test('what somebody takes out of the shared deposit by hand is told once, never restored silently, and confirmed by the form', async () => {
	const mails = pool.mails().length;
	await pool.move(b, 'MOEDOR', 'S', 3, b.shared.id);
	await pool.settled();
	const sold = await shownOf('MOEDOR');
	assert.equal(sold.shared[b.name].physical, sold.sum - 3, 'not restored');
	const [alert] = (await recorded('MOEDOR')).filter(({ resultado }) => resultado === 'movimento no depósito compartilhado');
	assert.match(String(alert.mensagem), /havia .*agora há .*Confirmar movimento/);
	assert.match(toldSince(mails), /MOEDOR \/ movimento no depósito compartilhado/);

	await pool.move(a, 'MOEDOR', 'E', 1, a.principals[0].id);
	await pool.settled();
	assert.equal((await shownOf('MOEDOR')).shared[b.name].physical, sold.sum - 3, 'it does not go up');
	await pool.move(a, 'MOEDOR', 'B', 0, a.principals[0].id);
	await pool.move(a, 'MOEDOR', 'B', 0, a.principals[1].id);
	await pool.settled();
	assert.equal(
		(await recorded('MOEDOR')).filter(({ resultado }) => resultado === 'movimento no depósito compartilhado').length,
		1,
		'said once',
	);

	await pool.reconcile(modes.confirm, ['MOEDOR']);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

/** Posts the stock of an order, as a person or an integration does in Bling. */
async function postStock(account: typeof a, orderId: unknown, deposit: number): Promise<void> {
	const { apiBaseUrl, oauthTokenData } = await sandbox.act('bling', 'token', { app: account.clientId, company: account.companyId });
	const headers = { authorization: `Bearer ${(oauthTokenData as { access_token: string }).access_token}` };
	const { status } = await fetch(`${String(apiBaseUrl)}/pedidos/vendas/${String(orderId)}/lancar-estoque/${deposit}`, {
		method: 'POST',
		headers,
	});
	assert.equal(status, 204);
}

test('an order whose stock is posted out of the shared deposit is a sale: it is logged, and nothing waits for a person', async () => {
	const sku = 'ACUCAR-1K';
	const reserved = await sandbox.act('bling', 'create-order', {
		company: b.companyId,
		product: sku,
		quantity: 2,
		deposit: String(b.shared.id),
	});
	await pool.settled();
	await postStock(b, reserved.id, b.shared.id);
	// Posted before anybody has looked: the order alone explains it.
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	const quick = await sandbox.act('bling', 'create-order', {
		company: c.companyId,
		product: sku,
		quantity: 3,
		deposit: String(c.shared.id),
	});
	await postStock(c, quick.id, c.shared.id);
	await sandbox.act('bling', 'delivery-faults', {});
	await sandbox.act('bling', 'release');
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(
		(await stateOf(sku)).map(({ segurado }) => segurado),
		[false, false, false],
	);
	const sales = (await recorded(sku)).filter(({ resultado }) => resultado === 'venda lançada no depósito compartilhado');
	assert.deepEqual(sales.map(({ conta }) => conta).sort(), [b.name, c.name]);
	assert.match(String(sales.find(({ conta }) => conta === c.name)?.mensagem), new RegExp(`pedido ${String(quick.id)}`));

	// The same quantity by hand afterwards is not explained by the same order.
	await pool.move(c, sku, 'S', 3, c.shared.id);
	await pool.settled();
	assert.ok((await stateOf(sku)).some(({ segurado }) => segurado));
	await pool.reconcile(modes.confirm, [sku]);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('an account that cannot be read stops the write everywhere; afterwards it is made up for', async (t) => {
	const before = await pool.writes();
	const [mails, failed] = [pool.mails().length, await failures()];
	await sandbox.act('bling', 'revoke-user', { app: c.clientId, company: c.companyId });
	t.after(async () => await pool.authorise(c));
	await pool.move(a, 'CHALEIRA', 'E', 4, a.principals[0].id);
	await pool.settled();
	assert.equal(await pool.writes(), before);
	const [line] = (await recorded('CHALEIRA')).filter(({ resultado }) => resultado === 'não foi possível ler');
	assert.equal(line.conta, c.name);
	assert.doesNotMatch(String(line.mensagem), /\[object/);
	assert.match(toldSince(mails), /Conta C \/ não foi possível ler a conta/);
	assert.equal(await failures(), failed);
	const told = pool.mails().length;
	await pool.move(a, 'BALANCA', 'E', 1, a.principals[0].id);
	await pool.settled();
	assert.equal(toldSince(told), '', 'told once');

	await pool.authorise(c);
	await pool.reconcile(modes.suspects);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('the schedule finds what no event told, notices deposits, and prunes the record', async () => {
	const schedule = async () => {
		await n8n.current.rest('POST', `/workflows/${pool.workflowId}/run`, { triggerToStartFrom: { name: 'A cada hora' } });
		await pool.settled();
	};
	await schedule();
	const filter = { type: 'and', filters: [{ columnName: 'deposito', condition: 'eq', value: b.principals[0].id }] };
	await n8n.current.api('PATCH', `/data-tables/${await tableId(n8n.current, 'estoque_depositos')}/rows/update`, {
		filter,
		data: { nome: 'Nome antigo' },
	});
	const old = { quando: new Date(Date.now() - 91 * 86_400_000).toISOString(), execucao: 'antiga', resultado: 'gravado' };
	await n8n.current.api('POST', `/data-tables/${await tableId(n8n.current, 'estoque_registro')}/rows`, {
		data: [old],
		returnType: 'count',
	});
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	await pool.move(c, 'FILTRO-103', 'E', 3, c.principals[0].id);
	assert.notDeepEqual(await pool.wrong(), []);

	await schedule();
	await until('the sweep', async () => ((await pool.wrong()).length === 0 ? true : undefined), 120_000);
	await sandbox.act('bling', 'delivery-faults', {});
	await sandbox.act('bling', 'release');
	await pool.settled();
	const records = await pool.rows('estoque_registro');
	assert.deepEqual(
		records.filter(({ resultado }) => resultado === 'depósito renomeado').map(({ conta, mensagem }) => [conta, mensagem]),
		[[b.name, `${b.principals[0].name} (${b.principals[0].id}), antes Nome antigo`]],
	);
	assert.deepEqual(
		records.filter(({ execucao }) => execucao === 'antiga'),
		[],
	);
	const participants = await pool.rows('estoque_participantes');
	assert.deepEqual(
		participants.map(({ conta, produtos }) => [conta, Number(produtos) > 0]),
		[a, b, c].map(({ name }) => [name, true]),
	);
	assert.ok(participants.every(({ pedidosDesde }) => Date.now() - Number(pedidosDesde) < 300_000));
});

test('"Recentes" finds the SKUs of orders that changed and no event told', async () => {
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	await sandbox.act('bling', 'create-order', { company: b.companyId, product: 'FILTRO-103', quantity: 1 });
	assert.notDeepEqual(await pool.wrong(), []);
	assert.match(await pool.reconcile(modes.recent), /^Recebido/);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	await sandbox.act('bling', 'delivery-faults', {});
	await sandbox.act('bling', 'release');
	await pool.settled();
});

test('safety stock', async () => {
	await pool.set({ safety: { [c.name]: 5 } });
	await pool.reconcile(modes.list, ['BALANCA']);
	await pool.settled();
	const { sum, shared } = await shownOf('BALANCA');
	assert.deepEqual(
		pool.accounts.map(({ name }) => shared[name].virtual),
		[sum, sum, Math.max(0, sum - 5)],
	);
	await pool.set({ safety: {} });
	await pool.reconcile(modes.list, ['BALANCA']);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('an account that is no longer read is missed: nothing is written without it', async () => {
	const before = await pool.writes();
	const disabled = async (off: boolean) =>
		await pool.change((nodes) => nodes.map((node) => (node.name === 'Conta C: ler' ? { ...node, disabled: off } : node)));
	await disabled(true);
	const answer = await pool.reconcile(modes.list, ['CAN-300']);
	assert.match(answer, /uma conta que fazia parte não foi lida.*Conta C/);
	await pool.settled();
	assert.equal(await pool.writes(), before);
	await disabled(false);
	await pool.reconcile(modes.suspects);
	await pool.settled();
	assert.deepEqual(await pool.rows('estoque_fila'), []);
});

test('the log fails: the turn is free and the stock is right', async () => {
	const table = await tableId(n8n.current, 'estoque_registro');
	await n8n.current.api('PATCH', `/data-tables/${table}`, { name: 'guardada' });
	await n8n.current.api('POST', '/data-tables', { name: 'estoque_registro', columns: [{ name: 'outra', type: 'string' }] });
	await pool.move(a, 'CAN-300', 'E', 2, a.principals[0].id);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(
		(await pool.rows('estoque_vez')).map(({ dono }) => dono),
		[''],
	);
	await n8n.current.api('DELETE', `/data-tables/${await tableId(n8n.current, 'estoque_registro')}`);
	await n8n.current.api('PATCH', `/data-tables/${table}`, { name: 'estoque_registro' });
});

test('a table of that name with other columns: a clear message, and nothing is written', async (t) => {
	const before = await pool.writes();
	const wanted: Array<[table: string, column: string]> = [
		['estoque_fila', 'chave'],
		['estoque_saldos', 'empresa'],
		['estoque_vez', 'nome'],
		['estoque_participantes', 'empresa'],
		['estoque_depositos', 'empresa'],
	];
	for (const [name, column] of wanted) {
		await t.test(name, async () => {
			const kept = await tableId(n8n.current, name);
			await n8n.current.api('PATCH', `/data-tables/${kept}`, { name: 'guardada' });
			const { id } = await n8n.current.api<{ id: string }>('POST', '/data-tables', { name, columns: [{ name: 'outra', type: 'string' }] });
			const answer = await pool.reconcile(modes.all);
			assert.match(answer, new RegExp(`^Nada foi gravado: The data table .${name}. lacks columns: ${column}`));
			if (name === 'estoque_saldos') {
				const failed = await failures();
				await pool.move(a, 'CAN-300', 'E', 1, a.principals[0].id);
				await until('the event to fail', async () => ((await failures()) > failed ? true : undefined));
			}
			await pool.idle();
			assert.deepEqual(await pool.rows(name), []);
			await n8n.current.api('DELETE', `/data-tables/${id}`);
			await n8n.current.api('PATCH', `/data-tables/${kept}`, { name });
		});
	}
	assert.equal(await pool.writes(), before);
	await pool.reconcile(modes.list, ['CAN-300']);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('it can be tried in the editor without any account: everything it needs from outside is pinned', async () => {
	const requests = (await sandbox.requests('bling')).length;
	const records = (await pool.rows('estoque_registro')).length;
	const { id } = await n8n.current.createWorkflow(await bundledWorkflow('bling-estoque-unificado.json'));
	for (const trigger of ['Bling: Conta A', 'A cada hora', 'Formulário: conciliar']) {
		const { executionId } = await n8n.current.rest<{ executionId: string }>('POST', `/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		const execution = await until('the manual execution', async () => {
			const found = await n8n.current.api<Execution>('GET', `/executions/${executionId}?includeData=true`);
			return ['new', 'running', 'waiting'].includes(found.status) ? undefined : found;
		});
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		const [{ json }] = execution.data.resultData.runData['Guardar no registro'][0].data?.main[0] ?? [];
		assert.deepEqual([json.conta, json.sku, json.antes, json.depois, json.resultado], ['Conta B', 'CAN-300', 16, 20, 'gravado']);
	}
	assert.equal((await sandbox.requests('bling')).length, requests);
	assert.equal((await pool.rows('estoque_registro')).length, records);
});
