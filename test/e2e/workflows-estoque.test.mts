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
import { formAccess, modes, simulation, StockPool } from '../support/stock-pool.mts';
import { tableId } from '../support/tables.mts';

const n8n = await startTestN8n();
const sandbox = await startSandbox({ seed: 5, speed: 60 });
const pool = new StockPool(n8n.current, sandbox);
await pool.install(3, { gatherWindowMs: 250 });
const [a, b, c] = pool.accounts;

const stateOf = async (sku: string) => (await pool.rows('estoque_situacao')).filter((row) => row.sku === sku);
const recorded = async (sku: string) => (await pool.rows('estoque_registro')).filter((row) => row.sku === sku);
const shownOf = async (sku: string) => {
	const shown = (await pool.shown()).get(sku);
	assert.ok(shown);
	return shown;
};
/** Each SKU of the seeded world, in every account. */
const simpleProducts = 15;

test('before it is configured it says so, in Portuguese, and touches nothing', async () => {
	assert.match(await pool.reconcile(modes.all), /^Nada foi gravado: falta a tabela estoque_contas.*Estoque unificado: configurar/);
	await pool.move(a, 'CAN-300', 'E', 1, a.principals[0].id);
	await pool.settled();
	const failed = (await pool.executions()).filter(({ status }) => status === 'error');
	const messages = await Promise.all(failed.map(async ({ id }) => (await pool.execution(id)).data.resultData.error?.message ?? ''));
	assert.ok(messages.length >= 2);
	for (const message of messages) assert.match(message, /^Nada foi gravado: .*Abra o formulário "Estoque unificado: configurar"/);
	assert.equal(await pool.writes(), 0);
});

test('an unfit configuration is refused with what to do', async (t) => {
	const principals = b.principals.map(({ name }) => name);
	const cases: Array<[string, Parameters<typeof pool.configureAccount>[0], RegExp]> = [
		['principal and shared', { account: b.name, principals, shared: principals[0] }, /mesmo depósito é principal e compartilhado/],
		['shared is the default one', { account: b.name, principals: [b.shared.name], shared: principals[0] }, /padrão da conta/],
		[
			'unknown deposit, with those there are',
			{ account: b.name, principals: ['Lua'], shared: b.shared.name },
			/"Lua"; Geral \(padrão\), Full/,
		],
		['no deposit', { account: b.name }, /pelo menos um depósito principal/],
		['a name that no node has', { account: 'Conta Z', principals, shared: b.shared.name }, /nenhum nó "ler" tem o nome de conta "Conta Z"/],
	];
	for (const [name, wanted, message] of cases) {
		await t.test(name, async () => {
			const answer = await pool.configureAccount(wanted);
			assert.match(answer, /^Nada foi gravado: /);
			assert.match(answer, message);
		});
	}
	assert.deepEqual(await pool.rows('estoque_contas'), []);
});

test('one account only: nothing is written', async () => {
	await pool.configureAccount({
		account: a.name,
		principals: a.principals.map(({ name }) => name),
		shared: a.shared.name,
		simulation: simulation.off,
	});
	await pool.reconcile(modes.list, ['CAN-300']);
	await pool.settled();
	const [row] = (await pool.rows('estoque_registro')).reverse();
	assert.match(String(row.resultado), /configure pelo menos duas contas/);
	assert.equal(await pool.writes(), 0);
});

test('bad lists are refused by the form', async (t) => {
	const cases: Array<[string, string[], RegExp]> = [
		['nothing', [], /pelo menos um SKU/],
		['10,000 lines', Array.from({ length: 10_000 }, (_, index) => `SKU-${index}`), /10000 linhas.*1\.000 por vez/],
		['500 characters', ['X'.repeat(500)], /500 caracteres/],
		['a space inside', ['CAN 300'], /"CAN 300" tem espaço/],
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
	const answers = await pool.configure({ simulation: simulation.on });
	assert.match(answers[0], /soma de Depósito Geral, Loja física em Avarias.*Simulação ligada/);
	assert.match(answers[1], /não está com "Desconsiderar saldo"/);
	assert.match(await pool.reconcile(modes.all), /^Recebido/);
	await pool.settled();
	const listed = (await pool.rows('estoque_registro')).filter(({ resultado }) => resultado === 'simulação');
	const { sum, shared } = await shownOf('CAN-300');
	assert.deepEqual(
		listed.filter(({ sku, conta }) => sku === 'CAN-300' && conta === a.name).map(({ antes, depois }) => [antes, depois]),
		[[shared[a.name].physical, sum]],
	);
	assert.deepEqual(
		(await stateOf('KIT-MANHA')).map(({ situacao }) => situacao),
		['com composição ou variações: ignorado'],
	);
	assert.equal(await pool.writes(), 0);
});

test('a foreign page cannot send the forms in the browser of a person who is signed in, nor show them', async (t) => {
	const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
	t.after(async () => await browser.close());
	const context = await browser.newContext({ httpCredentials: { username: formAccess.user, password: formAccess.password } });
	context.setDefaultTimeout(120_000);
	const forms = ['estoque-configurar', 'estoque-conciliar'].map((path) => `${n8n.current.url}/form/${path}`);
	for (const form of forms) await (await context.newPage()).goto(form);
	const settings = async () =>
		(await pool.rows('estoque_controle'))
			.filter(({ nome }) => nome === 'geral')
			.map(({ simulacao, limitePercentual }) => [simulacao, limitePercentual]);
	const before = [await settings(), await pool.rows('estoque_pendentes'), await pool.rows('estoque_registro')];
	const attacks: Array<Record<string, string>> = [
		{ 'field-0': '', 'field-4': simulation.off, 'field-5': '100' },
		{ 'field-0': modes.all, 'field-2': 'Autorizar desta vez' },
	];
	for (const [index, fields] of attacks.entries()) {
		for (const encoding of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const) {
			const page = await sendFromElsewhere(
				context,
				forms[index],
				{ ...fields, token: `${Math.floor(Date.now() / 1000) + 600}.${'0'.repeat(64)}` },
				encoding,
			);
			assert.match(await page.locator('body').innerText(), /O envio não veio desta página/, `${forms[index]} ${encoding}`);
		}
	}
	await pool.idle();
	assert.deepEqual([await settings(), await pool.rows('estoque_pendentes'), await pool.rows('estoque_registro')], before);
	await frameable(async (open) => assert.deepEqual(await framed(browser, basicHeader(formAccess), [...forms, open]), [open]));
});

test('a first run that changes everything stops, alerts, and goes on when a person says so', async () => {
	await pool.configureAccount({ simulation: simulation.off });
	const before = (await pool.executions('&status=error')).length;
	await pool.reconcile(modes.all);
	const [stopped] = await until('the run to stop at the limit', async () => {
		const failed = await pool.executions('&status=error');
		return failed.length > before ? failed : undefined;
	});
	await pool.settled();
	assert.equal(await pool.writes(), 0);
	const { data } = await pool.execution(stopped.id);
	assert.match(data.resultData.error?.message ?? '', /parado pelo limite/);
	assert.ok((await pool.rows('estoque_pendentes')).length >= simpleProducts);

	await pool.reconcile(modes.release);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(await pool.rows('estoque_pendentes'), []);
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
	await pool.move(a, 'COADOR', 'E', 5, a.principals[0].id);
	await pool.settled();
	assert.equal(await pool.writes(), before);
	assert.deepEqual(
		(await recorded('COADOR'))
			.filter(({ resultado }) => resultado === 'SKU repetido nesta conta')
			.map(({ conta, alerta }) => [conta, alerta]),
		[[b.name, true]],
	);
	await sandbox.act('bling', 'delete-product', { company: b.companyId, product: String(second.id) });
	await pool.reconcile(modes.suspects);
	await pool.settled();
});

test('a sale from the shared deposit is reported, never restored silently, and confirmed by the form', async () => {
	await pool.move(b, 'MOEDOR', 'S', 3, b.shared.id);
	await pool.settled();
	const sold = await shownOf('MOEDOR');
	assert.equal(sold.shared[b.name].physical, sold.sum - 3, 'not restored');
	const [alert] = (await recorded('MOEDOR')).filter(({ resultado }) => resultado === 'movimento no depósito compartilhado');
	assert.match(String(alert.mensagem), /havia .*agora há .*Confirmar movimento/);

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

test('an account that cannot be read stops the write everywhere; afterwards it is made up for', async () => {
	const before = await pool.writes();
	await sandbox.act('bling', 'revoke-user', { app: c.clientId, company: c.companyId });
	await pool.move(a, 'CHALEIRA', 'E', 4, a.principals[0].id);
	await pool.settled();
	assert.equal(await pool.writes(), before);
	const [alert] = (await recorded('CHALEIRA')).filter(({ resultado }) => resultado === 'não foi possível ler');
	assert.deepEqual([alert.conta, alert.alerta], [c.name, true]);
	assert.doesNotMatch(String(alert.mensagem), /\[object/);

	await pool.authorise(c);
	await pool.reconcile(modes.suspects);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('the schedule finds what no event told, notices deposits, and prunes the record', async () => {
	const of = (columnName: string, value: string) => ({ type: 'and', filters: [{ columnName, condition: 'eq', value }] });
	await n8n.current.api('PATCH', `/data-tables/${await tableId(n8n.current, 'estoque_contas')}/rows/update`, {
		filter: of('conta', b.name),
		data: { depositos: JSON.stringify({ [b.principals[0].id]: 'Nome antigo', [b.shared.id]: b.shared.name }) },
	});
	const old = { instante: Date.now() - 91 * 86_400_000, execucao: 'antiga', resultado: 'gravado' };
	await n8n.current.api('POST', `/data-tables/${await tableId(n8n.current, 'estoque_registro')}/rows`, {
		data: [old],
		returnType: 'count',
	});
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	await pool.move(c, 'FILTRO-103', 'E', 3, c.principals[0].id);
	assert.notDeepEqual(await pool.wrong(), []);

	await n8n.current.rest('POST', `/workflows/${pool.workflowId}/run`, { triggerToStartFrom: { name: 'A cada hora' } });
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
	const [{ proximaExecucao, ultimaExecucao, recentesDesde, gravacoes }] = await pool.rows('estoque_controle');
	assert.ok(Date.parse(String(proximaExecucao)) > Date.now() && Date.parse(String(ultimaExecucao)) <= Date.now() && recentesDesde);
	assert.equal(gravacoes, await pool.writes());
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
	await pool.configure({ safety: { [c.name]: 5 } });
	await pool.reconcile(modes.list, ['BALANCA']);
	await pool.settled();
	const { sum, shared } = await shownOf('BALANCA');
	assert.deepEqual(
		pool.accounts.map(({ name }) => shared[name].virtual),
		[sum, sum, Math.max(0, sum - 5)],
	);
	await pool.configure({ safety: { [c.name]: 0 } });
	await pool.reconcile(modes.list, ['BALANCA']);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
});

test('a table of that name with other columns: a clear message, and nothing is written', async (t) => {
	const before = await pool.writes();
	const wanted: Array<[table: string, column: string]> = [
		['estoque_contas', 'conta'],
		['estoque_pendentes', 'fila'],
		['estoque_registro', 'quando'],
		['estoque_controle', 'nome'],
		['estoque_situacao', 'chave'],
	];
	for (const [name, column] of wanted) {
		await t.test(name, async () => {
			const kept = await tableId(n8n.current, name);
			await n8n.current.api('PATCH', `/data-tables/${kept}`, { name: 'guardada' });
			const { id } = await n8n.current.api<{ id: string }>('POST', '/data-tables', { name, columns: [{ name: 'outra', type: 'string' }] });
			const answer = await pool.reconcile(modes.all);
			assert.match(answer, /^Nada foi gravado: /);
			assert.match(answer, new RegExp(`a tabela ${name} não tem a coluna ${column}`));
			if (name === 'estoque_situacao') {
				const failures = (await pool.executions('&status=error')).length;
				await pool.move(a, 'CAN-300', 'E', 1, a.principals[0].id);
				await until('the event to fail', async () => ((await pool.executions('&status=error')).length > failures ? true : undefined));
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
	const { id } = await n8n.current.createWorkflow(await bundledWorkflow('bling-estoque-unificado.json'));
	const { executionId } = await n8n.current.rest<{ executionId: string }>('POST', `/workflows/${id}/run`, {
		triggerToStartFrom: { name: 'Bling: Conta A' },
	});
	const execution = await until('the manual execution', async () => {
		const found = await n8n.current.api<Execution>('GET', `/executions/${executionId}?includeData=true`);
		return ['new', 'running', 'waiting'].includes(found.status) ? undefined : found;
	});
	assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
	const [{ json }] = execution.data.resultData.runData['Linhas do resultado'][0].data?.main[0] ?? [];
	assert.deepEqual(
		(json.registros as Array<Record<string, unknown>>).map(({ conta, sku, antes, depois, resultado }) => [
			conta,
			sku,
			antes,
			depois,
			resultado,
		]),
		[['Conta B', 'CAN-300', 16, 20, 'simulação']],
	);
	assert.equal((await sandbox.requests('bling')).length, requests);
});
