import type { Work } from '../../../nodes/BlingStockPool/document';
import { readForm } from '../../../nodes/BlingStockPool/form';
import { planWrites } from '../../../nodes/BlingStockPool/plan';
import type { BlingDelivery } from '../../../nodes/BlingStockPool/queue';
import { eventRows, namelessEvents, skuRow } from '../../../nodes/BlingStockPool/queue';
import { receive } from '../../../nodes/BlingStockPool/receive';
import { record } from '../../../nodes/BlingStockPool/record';
import { memoryCells, queueCells } from '../../../nodes/BlingStockPool/store';
import * as texts from '../../../nodes/BlingStockPool/texts';
import { makeTurnRow, takeTurn } from '../../../nodes/BlingStockPool/turn';
import { memoryTables } from './memoryTables.mts';
import { balance, memory, reading } from './works.mts';

const now = 1_000_000;

describe('the form', () => {
	const asked = (skus: string) => readForm({ [texts.form.what]: texts.form.modes.confirm, [texts.form.skus]: skus });

	test('takes whatever SKU the pool may hold: one a line, only its ends trimmed', () =>
		expect(asked(' CAM AZUL P \r\nA,B\n\nC;D\nA,B')).toEqual({ mode: 'confirm', skus: ['CAM AZUL P', 'A,B', 'C;D'] }));

	test.each([
		['nothing', ' \n', /pelo menos um SKU/],
		['500 characters', 'X'.repeat(500), /500 caracteres/],
	])('refuses %s', (_name, skus, why) => expect(asked(skus)).toMatchObject({ mode: 'refused', why: expect.stringMatching(why) }));
});

describe('what the limit stopped', () => {
	const limited = { simulate: false, limitPercent: 30, limitMinimum: 10 };

	/** A later execution finds the SKU again, in a batch that is far below the limit. */
	async function later(act: 'event' | 'release', simulate = false) {
		const tables = memoryTables(() => now);
		const around = { tables, turnRow: Number(tables.turn.data[0].id), now: () => now, execution: '7', mostBatches: 9 };
		await tables.queue.add([queueCells(skuRow('X', 'agenda', now, { stopped: true, failed: true }))]);
		if (act === 'event') await tables.queue.add([queueCells(skuRow('X', 'webhook stock.created', now))]);
		const { work } = await receive(act === 'event' ? { kind: 'schedule' } : { kind: 'form', asked: { mode: 'release' } }, around);
		if (!work) throw new Error('nothing to do');
		const skus: Work = { ...work, rows: work.rows.filter(({ kind }) => kind === 'sku'), sweep: null };
		return { skus, around, tables, simulate };
	}

	async function planned({ skus, around, tables, simulate }: Awaited<ReturnType<typeof later>>) {
		// The look of the schedule comes first; its batch is over here.
		await tables.queue.deleteWhere([{ columnName: 'tipo', condition: 'eq', value: 'varredura' }]);
		let work = skus;
		if (work.skus.length === 0) {
			await tables.turn.updateWhere([], { dono: '', expira: 0 });
			const next = await receive({ kind: 'more', run: work.run }, around);
			if (!next.work) throw new Error('nothing to do');
			work = next.work;
		}
		const readings = [reading('A', [balance(5, 0)]), reading('B', [balance(0, 5)])];
		const { plan } = planWrites({ ...work, readings, totals: work.run.totals }, { ...limited, simulate });
		const results = plan.writes.map(({ account, company, sku, productId, physical, quantity }) => {
			return { account, company, sku, productId, result: 'written' as const, before: physical, after: quantity, reserved: 0, message: '' };
		});
		await record({ ...work, readings, plan, results }, around);
		return { plan, queue: tables.queue.data };
	}

	test('is not written by a later event, and waits on, once', async () => {
		const { plan, queue } = await planned(await later('event'));
		expect([plan.stop, plan.writes, plan.outcomes.map(({ code }) => code)]).toEqual([null, [], ['same', 'stopped']]);
		expect(queue).toMatchObject([{ chave: 'sku|X', parado: true }]);
	});

	test('waits on after a simulation', async () => {
		const { queue } = await planned(await later('event', true));
		expect(queue).toMatchObject([{ chave: 'sku|X', parado: true }]);
	});

	test('is written when a person releases it', async () => {
		const { plan, queue } = await planned(await later('release'));
		expect([plan.writes.length, queue]).toEqual([1, []]);
	});
});

test('an event that does not name its product or order is said, with what is missing; others are taken', () => {
	const delivery = (event: string, data: BlingDelivery['data']): BlingDelivery => ({ vendor: 'bling', event, account: 'c', data });
	const deliveries = [
		delivery('stock.created', { deposito: { id: 1, saldoFisico: 3 } }),
		delivery('order.updated', { id: 0 }),
		delivery('order.updated', { id: 8 }),
		delivery('virtual_stock.updated', { produto: { id: 'x' } }),
		delivery('product.created', {}),
	];
	expect(namelessEvents(deliveries)).toEqual([
		'item 1 ("stock.created") has no usable ID in "data.produto.id"',
		'item 2 ("order.updated") has no usable ID in "data.id"',
		'item 4 ("virtual_stock.updated") has no usable ID in "data.produto.id"',
	]);
	expect(eventRows(deliveries, now, () => false).map(({ key }) => key)).toEqual(['c|pedido|8']);
});

test('a turn that is made anew counts on from the highest that is remembered', async () => {
	const tables = memoryTables(() => now);
	tables.turn.data = [];
	await tables.memories.add([7, 41, 12].map((turn) => memoryCells(memory('A', { turn }))));
	const row = await makeTurnRow(tables);
	expect((await takeTurn(tables, row ?? 0, now))?.number).toBe(42);
});
