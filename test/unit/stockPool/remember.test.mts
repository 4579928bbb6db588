import type { Outcome, Result, Work, Write } from '../../../nodes/BlingStockPool/document';
import { planWrites } from '../../../nodes/BlingStockPool/plan';
import { remember } from '../../../nodes/BlingStockPool/remember';
import { balance, memory, noBalance, participant, reading, rowOf, three, workOf } from './works.mts';

const now = 2_000_000;

/** A batch after the plan: what was written is said by each test. */
function planned(given: Partial<Work>, simulate = false): Work {
	const work = workOf(given);
	const { plan } = planWrites({ ...work, totals: work.run.totals }, { simulate, limitPercent: 100, limitMinimum: 1 });
	return { ...work, plan: { ...plan, writes: plan.writes.map((write, index) => ({ ...write, journal: 900 + index })) } };
}

const ended = (work: Work, result: Result['result'] = 'written'): Work => ({
	...work,
	results: (work.plan?.writes ?? []).map(({ account, company, sku, productId, physical, quantity }: Write) => ({
		account,
		company,
		sku,
		productId,
		result,
		before: physical,
		after: result === 'written' ? quantity : null,
		reserved: 0,
		message: result === 'error' ? 'HTTP 500' : '',
	})),
});

const readings = () => three(balance(10, 15), balance(5, 12), balance(0, 15));
const after = (work: Work) => remember(work, now, '42');

test('what was written is remembered, the journal goes, the row is done, and one plain line tells it', () => {
	const { memories, replacedMemories, queue, doneQueue, log, told } = after(ended(planned({ readings: readings() })));
	expect(memories.find(({ account }) => account === 'B')).toMatchObject({
		physical: 15,
		writing: null,
		held: false,
		situation: 'igual',
		since: 1_000,
		turn: 1,
	});
	expect(replacedMemories).toEqual([900]);
	expect([queue, doneQueue, told]).toEqual([[], [1], []]);
	expect(log).toEqual([
		{
			quando: new Date(now).toISOString(),
			conta: 'B',
			sku: 'X',
			antes: 12,
			depois: 15,
			resultado: 'gravado',
			mensagem: '',
			origem: 'webhook stock.created',
			execucao: '42',
		},
	]);
});

test('what did not change is not written again', () => {
	const memories = ['A', 'B', 'C'].map((account) => memory(account));
	const work = planned({ readings: three(balance(10, 15), balance(5, 15), balance(0, 15)), memories });
	expect(after(work)).toMatchObject({ memories: [], replacedMemories: [], log: [], told: [], queue: [] });
});

test.each<[Result['result'], object, string, boolean]>([
	['error', { attempts: 1, failed: true, notBefore: now + 600_000 }, 'erro ao gravar: será tentado de novo', true],
	['moved', { attempts: 1, failed: true, notBefore: now }, 'mudou durante a gravação: será lido de novo', false],
])('%s: the SKU is tried again, and what may have been written is known', (result, row, words, isTold) => {
	const { memories, queue, log, told } = after(ended(planned({ readings: readings(), memories: [memory('B', { physical: 12 })] }), result));
	expect(queue).toMatchObject([{ key: 'sku|X', ...row }]);
	expect(memories.find(({ account }) => account === 'B')).toMatchObject({ physical: 12, writing: result === 'error' ? 15 : null });
	expect([log.map(({ resultado }) => resultado), told.length > 0]).toEqual([[words], isTold]);
});

test('a write that no node carried out is told: its account has no node', () => {
	const { told, queue } = after(planned({ readings: readings() }));
	expect(told).toMatchObject([{ conta: 'B', resultado: 'nenhum nó gravou esta conta' }]);
	expect(queue).toHaveLength(1);
});

test('a movement by hand is told once, and held until a person has looked', () => {
	const first = after(planned({ readings: readings(), memories: [memory('B')] }));
	expect(first.told).toMatchObject([
		{ conta: 'B', sku: 'X', resultado: 'movimento no depósito compartilhado', mensagem: expect.stringContaining('havia 15, agora há 12') },
	]);
	const held = first.memories.find(({ account }) => account === 'B');
	expect(held).toMatchObject({ held: true, physical: 15 });
	const known = { ...memory('B'), ...held, ids: [1] };
	expect(after(planned({ readings: readings(), memories: [known] })).told).toEqual([]);
	const confirmed = after(ended(planned({ readings: readings(), memories: [known], rows: [rowOf({ confirmed: true })] })));
	expect(confirmed.memories.find(({ account }) => account === 'B')).toMatchObject({ held: false, physical: 15 });
});

test('a movement that a killed run had found is told by the next one that wants to go up', () => {
	const memories = [memory('B', { physical: 15, writing: 12, held: true })];
	expect(after(planned({ readings: readings(), memories })).told).toMatchObject([
		{ conta: 'B', resultado: 'aguarda a confirmação do movimento' },
	]);
});

test('a sale out of the shared deposit is a line of the log, and remembered by its order', () => {
	const all = readings();
	all[1].sales = [{ sku: 'X', order: 77, quantity: 3, cancelled: false }];
	const { memories, log, told } = after(ended(planned({ readings: all, memories: [memory('B')] })));
	expect(memories.find(({ account }) => account === 'B')).toMatchObject({ sales: [77], held: false, physical: 15 });
	expect(log.map(({ resultado }) => resultado)).toEqual(['gravado', 'venda lançada no depósito compartilhado']);
	expect(told).toEqual([]);
});

test.each<
	[string, Parameters<typeof memory>[1], ReturnType<typeof balance>, Array<[order: number, quantity: number, cancelled: boolean]>, RegExp]
>([
	[
		'a reservation posted',
		{ physical: 18, reserved: 3 },
		balance(5, 15),
		[],
		/^Havia 18, agora há 15: .*reserva.*dê baixa também no principal/,
	],
	['an order', {}, balance(5, 12), [[77, 3, false]], /^Havia 15, agora há 12: lançamento do pedido 77 \(id\).*dê baixa/],
	[
		'one of several orders',
		{},
		balance(5, 12),
		[
			[77, 3, false],
			[78, 3, false],
		],
		/^Havia 15, agora há 12: pedidos alterados somam a diferença.*dê baixa/,
	],
	[
		'an order after a write nobody knows the end of',
		{ physical: 9, writing: 15 },
		balance(5, 12),
		[[77, 3, false]],
		/^Havia 15, agora há 12/,
	],
	['a posting undone', { physical: 12 }, balance(5, 15, 12), [], /^Havia 12, agora há 15: .*reservado subiu.*confira no principal/],
	[
		'that of an order',
		{ physical: 12, sales: [77] },
		balance(5, 15),
		[[77, 3, true]],
		/^Havia 12, agora há 15: .*estorno.*77 \(id\).*confira no principal/,
	],
])('the line of a changed balance says what happened: %s', (_name, known, now5, orders, said) => {
	const all = three(balance(10, 15), now5, balance(0, 15));
	all[1].sales = orders.map(([order, quantity, cancelled]) => ({ sku: 'X', order, quantity, cancelled }));
	const { log } = after(ended(planned({ readings: all, memories: [memory('B', known)] })));
	const [line] = log.filter(({ mensagem }) => mensagem.startsWith('Havia'));
	expect(line.mensagem).toMatch(said);
	const isBack = Number(line.antes) > Number(/\d+/.exec(line.mensagem)?.[0]);
	expect([line.resultado, /dê baixa/.test(line.mensagem)]).toEqual([
		isBack ? 'estoque de volta no depósito compartilhado' : 'venda lançada no depósito compartilhado',
		!isBack,
	]);
});

describe('an account that cannot be read', () => {
	const away = reading('B', [], { ok: false, company: null, error: 'HTTP 401' });
	const work = (given: Partial<Work> = {}) =>
		planned({ readings: [reading('A', [balance(1, 0)]), away], participants: [participant('A'), participant('B')], ...given });

	test('is told once, as long as it lasts; its SKUs wait', () => {
		const first = after(work());
		expect(first.told).toMatchObject([{ conta: 'B', sku: '', resultado: 'não foi possível ler a conta', mensagem: 'HTTP 401' }]);
		expect(first.participants).toMatchObject([{ company: 'company-2', problem: 'HTTP 401' }]);
		expect(first.queue).toMatchObject([{ key: 'sku|X', failed: true }]);
		expect(after(work({ participants: [participant('A'), participant('B', { problem: 'HTTP 401' })] })).told).toEqual([]);
	});

	test('is told in Portuguese, with what to do, where the error is our own', () => {
		const error = 'The Bling credential cannot be used: invalid_grant';
		const gone = planned({
			readings: [reading('A', [balance(1, 0)]), { ...away, error }],
			participants: [participant('A'), participant('B')],
		});
		expect(after(gone).told).toMatchObject([
			{
				conta: 'B',
				resultado: 'não foi possível ler a conta',
				mensagem:
					'A credencial de Bling não pode ser usada: abra a credencial e reconecte a conta. O motivo: "invalid_grant". Nada foi gravado nesta conta: depois de corrigir, escolha "Suspeitos (o que falhou antes)" no formulário.',
			},
		]);
	});

	test('keeps the events that may be its own; those of an account that no node reads are told and done', () => {
		const rows = [
			rowOf({ kind: 'produto', company: 'company-2', key: 'b' }),
			rowOf({ id: 2, kind: 'pedido', company: 'company-9', key: 'z' }),
		];
		expect(after(work({ skus: [], rows })).queue.map(({ key }) => key)).toEqual(['b', 'z']);
		const both = [reading('A'), reading('B', [], { found: [{ sku: 'Y', key: 'b' }] })];
		const { queue, told } = after(planned({ readings: both, skus: [], rows }));
		expect(queue).toMatchObject([{ key: 'sku|Y', kind: 'sku', reference: 'Y' }]);
		expect(told).toMatchObject([{ conta: 'company-9', resultado: 'evento de uma conta sem nó "ler": ignorado' }]);
	});
});

test('the limit stops SKUs until a person releases them, and says so', () => {
	const work = workOf({ readings: readings() });
	const { plan } = planWrites(
		{ ...work, totals: { skus: 0, changed: 9, zeroed: 0 } },
		{ simulate: false, limitPercent: 1, limitMinimum: 2 },
	);
	const { queue, told } = after({ ...work, plan });
	expect(queue).toMatchObject([{ key: 'sku|X', stopped: true }]);
	expect(told.map(({ resultado }) => resultado)).toContain('parado pelo limite');
});

test('a SKU twice in one account is told once and tried again', () => {
	const all = [reading('A', [balance(1, 0)]), reading('B', [noBalance('duplicate')])];
	const { told, queue, memories } = after(planned({ readings: all }));
	expect(told).toMatchObject([{ conta: 'B', sku: 'X', resultado: 'SKU repetido nesta conta' }]);
	expect(queue).toHaveLength(1);
	const known = memories.map((one) => ({ ...one, ids: [1] }));
	expect(after(planned({ readings: all, memories: known })).told).toEqual([]);
});

describe('a look at what no event told', () => {
	const sweep = (mode: 'hour' | 'all' | 'recent', known: Array<[number, string]> = []) => ({
		mode,
		fromPage: 1,
		deposits: known.map(([id, name], index) => ({ rowId: index + 1, company: 'company-1', id, name })),
	});
	const rows = [rowOf({ kind: 'varredura', key: 'varredura|hour', reference: 'hour:1', origin: 'agenda' })];
	const seen = (given: Partial<Parameters<typeof reading>[2]> = {}) =>
		reading('A', [], { page: { next: 3, last: false, products: 200 }, ...given });

	test('goes on with the next page, and remembers from when on orders count', () => {
		const { participants, queue } = after(
			workOf({ skus: [], rows, sweep: sweep('hour'), readings: [seen({ found: [{ sku: 'Y', key: '' }] })], waiting: [] }),
		);
		expect(participants).toEqual([participant('A', { page: 3, ordersSince: 1_000 })]);
		expect(queue).toMatchObject([{ key: 'sku|Y', origin: 'agenda' }]);
	});

	test('of all products takes the rest of the pages, and SKUs that wait only once', () => {
		const { queue } = after(
			workOf({ skus: [], rows, sweep: sweep('all'), readings: [seen({ found: [{ sku: 'Y', key: '' }] })], waiting: ['Y'] }),
		);
		expect(queue).toMatchObject([{ kind: 'varredura', reference: 'all:3' }]);
	});

	test('deposits that are new, renamed or gone are told; the first look only learns them', () => {
		const deposits = [
			{ id: 1, name: 'Geral' },
			{ id: 2, name: 'Novo nome' },
		];
		const first = after(workOf({ skus: [], rows, sweep: sweep('hour'), readings: [seen({ deposits })] }));
		expect([first.deposits.length, first.told]).toEqual([2, []]);
		const later = after(
			workOf({
				skus: [],
				rows,
				sweep: sweep('hour', [
					[2, 'Antes'],
					[3, 'Sumiu'],
				]),
				readings: [seen({ deposits })],
			}),
		);
		expect(later.replacedDeposits).toEqual([1, 2]);
		expect(later.told.map(({ resultado, mensagem }) => [resultado, mensagem])).toEqual([
			['depósito novo', 'Geral (1)'],
			['depósito renomeado', 'Novo nome (2), antes Antes'],
			['depósito inativo ou excluído', 'Sumiu (3)'],
		]);
	});
});

test('a simulation is a line for each change, and nothing is remembered as written', () => {
	const { log, memories } = after(planned({ readings: readings() }, true));
	expect(log).toMatchObject([{ conta: 'B', antes: 12, depois: 15, resultado: 'simulação' }]);
	expect(memories.every(({ physical }) => physical === null)).toBe(true);
});

test('a refused batch leaves the rows, and what is remembered, as they were', () => {
	const work = planned({
		readings: [reading('A', [balance(1, 0)])],
		rows: [rowOf({ confirmed: true })],
		memories: [memory('A', { held: true })],
	});
	const { queue, memories, told } = after(work);
	expect(queue).toMatchObject([{ key: 'sku|X', confirmed: true, failed: true }]);
	expect(memories).toEqual([]);
	expect(told[0].resultado).toMatch(/^nada foi gravado: faltam contas/);
});

const codes: Array<Outcome['code']> = ['absent', 'composite'];
test.each(codes)('%s is done, and no line of the log', (code) => {
	const other = noBalance(code === 'absent' ? 'absent' : 'composite');
	const { queue, log } = after(planned({ readings: [reading('A', [balance(0, 0)]), reading('B', [other])] }));
	expect([queue, log]).toEqual([[], []]);
});
