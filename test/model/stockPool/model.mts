import type { Reading, Result, Work, Write } from '../../../nodes/BlingStockPool/document';
import { moreSchema } from '../../../nodes/BlingStockPool/document';
import { planBatch } from '../../../nodes/BlingStockPool/planBatch';
import { quantityFor } from '../../../nodes/BlingStockPool/plan';
import type { PlanSettings } from '../../../nodes/BlingStockPool/plan';
import type { Around, Given } from '../../../nodes/BlingStockPool/receive';
import { receive } from '../../../nodes/BlingStockPool/receive';
import { record } from '../../../nodes/BlingStockPool/record';
import { isAsPlanned, mayWrite } from '../../../nodes/BlingStockPool/writeAccount';
import type { BlingDelivery } from '../../../nodes/BlingStockPool/queue';
import type { MemoryTables } from '../../unit/stockPool/memoryTables.mts';
import { memoryTables, tablesSeenBy } from '../../unit/stockPool/memoryTables.mts';

interface Stock {
	/** Virtual balances of the principal deposit. */
	principal: number;
	physical: number;
	reserved: number;
}

interface Order {
	id: number;
	company: string;
	sku: string;
	quantity: number;
	reserved: boolean;
	changedAt: number;
	cancelled: boolean;
}

interface Run {
	name: string;
	/** Goes on with the next step; undefined while it computes. */
	go: (() => void) | undefined;
	token: string;
	/** Step of the world at which its batch began. */
	began: number;
	done: boolean;
}

const settings: PlanSettings = { simulate: false, limitPercent: 100, limitMinimum: 1 };

/**
 * Several accounts of Bling, n8n's tables and clock, and executions of the workflow that go on step by step, in any order,
 * or are killed. What must never happen is checked where it would happen.
 */
export class PoolWorld {
	readonly tables: MemoryTables;
	readonly stocks = new Map<string, Stock>();
	readonly orders: Order[] = [];
	readonly away = new Set<string>();
	readonly violations: string[] = [];
	readonly log: string[] = [];
	/** Events that were not delivered yet. */
	events: BlingDelivery[] = [];
	/** SKUs of which nothing may be raised until a person has looked. */
	readonly held = new Set<string>();
	private readonly moved = new Set<string>();
	writes = 0;
	clock = Date.UTC(2026, 10, 28);
	private steps = 0;
	private readonly history = new Map<string, Array<{ step: number; value: number }>>();
	private runs: Run[] = [];
	private made = 0;

	constructor(
		readonly companies: string[],
		readonly skus: string[],
		readonly safety: Record<string, number> = {},
	) {
		this.tables = memoryTables(() => this.clock);
		for (const company of companies) for (const sku of skus) this.set(company, sku, { principal: 7, physical: 0, reserved: 0 });
	}

	stock(company: string, sku: string): Stock {
		const found = this.stocks.get(`${company}|${sku}`);
		if (!found) throw new Error(`no stock of ${sku} in ${company}`);
		return found;
	}

	private set(company: string, sku: string, stock: Stock): void {
		const key = `${company}|${sku}`;
		this.stocks.set(key, stock);
		this.history.set(key, [...(this.history.get(key) ?? []), { step: this.steps, value: stock.principal }]);
	}

	private productId = (sku: string) => this.skus.indexOf(sku) + 1;
	private depositId = (company: string, which: 'principal' | 'shared') =>
		this.companies.indexOf(company) * 10 + (which === 'shared' ? 12 : 11);

	/** Given every document that one node hands to the next: n8n keeps them all until the execution ends. */
	onDocument: (document: Work) => void = () => undefined;

	private tell(event: string, company: string, data: BlingDelivery['data']): void {
		this.events.push({ vendor: 'bling', event, account: company, data });
	}

	private tellStock(company: string, sku: string, which: 'principal' | 'shared'): void {
		const { principal, physical } = this.stock(company, sku);
		const saldoFisico = which === 'shared' ? physical : principal;
		this.tell('stock.created', company, {
			produto: { id: this.productId(sku) },
			deposito: { id: this.depositId(company, which), saldoFisico },
		});
	}

	/** A sale, an entry or a count in the principal deposit. */
	move(company: string, sku: string, by: number): void {
		const stock = this.stock(company, sku);
		this.set(company, sku, { ...stock, principal: stock.principal + by });
		this.tellStock(company, sku, 'principal');
	}

	/** An order that reserves in the shared deposit. */
	reserve(company: string, sku: string, quantity: number): void {
		const stock = this.stock(company, sku);
		this.set(company, sku, { ...stock, reserved: stock.reserved + quantity });
		this.orders.push({ id: ++this.made, company, sku, quantity, reserved: true, changedAt: this.clock, cancelled: false });
		this.tell('virtual_stock.updated', company, { produto: { id: this.productId(sku) } });
	}

	private openOrder = (which: number) => {
		const open = this.orders.filter((order) => order.reserved);
		return open.length === 0 ? undefined : open[which % open.length];
	};

	/** The stock of a reserved order is posted out of the shared deposit. */
	post(which: number): void {
		const order = this.openOrder(which);
		if (!order) return;
		const { company, sku, quantity } = order;
		const stock = this.stock(company, sku);
		this.set(company, sku, { ...stock, physical: stock.physical - quantity, reserved: stock.reserved - quantity });
		Object.assign(order, { reserved: false, changedAt: this.clock });
		this.tellStock(company, sku, 'shared');
		this.tell('order.updated', company, { id: order.id });
	}

	cancel(which: number): void {
		const order = this.openOrder(which);
		if (!order) return;
		const stock = this.stock(order.company, order.sku);
		this.set(order.company, order.sku, { ...stock, reserved: stock.reserved - order.quantity });
		Object.assign(order, { reserved: false, changedAt: this.clock, cancelled: true });
		this.tell('virtual_stock.updated', order.company, { produto: { id: this.productId(order.sku) } });
	}

	/** An order that is posted at once, without a reservation. */
	sellFromShared(company: string, sku: string, quantity: number): void {
		const stock = this.stock(company, sku);
		this.set(company, sku, { ...stock, physical: stock.physical - quantity });
		this.orders.push({ id: ++this.made, company, sku, quantity, reserved: false, changedAt: this.clock, cancelled: false });
		this.tellStock(company, sku, 'shared');
	}

	/** Somebody takes from the shared deposit by hand, while nobody works; half a unit, so that no order explains it. */
	takeByHand(company: string, sku: string): void {
		if (this.runs.length > 0) return;
		// What a person has confirmed a moment ago, and nobody has done yet, covers this too.
		if (this.tables.queue.data.some((row) => row.confirmado === true)) return;
		const [memory] = this.tables.memories.data.filter((row) => row.empresa === company && row.sku === sku);
		const stock = this.stock(company, sku);
		// What we never wrote, nobody can tell from what was there.
		if (typeof memory?.fisico !== 'number' || memory.fisico !== stock.physical) return;
		this.set(company, sku, { ...stock, physical: stock.physical - 0.5 });
		this.held.add(sku);
		this.moved.add(sku);
		this.tellStock(company, sku, 'shared');
	}

	confirm(): void {
		const skus = [...this.held];
		this.held.clear();
		if (skus.length > 0) this.start({ kind: 'form', asked: { mode: 'confirm', skus } });
	}

	/** Delivers some of the events, in any order; `again` leaves the first of them to come once more. */
	deliver(from: number, count: number, again: boolean): void {
		if (this.events.length === 0) return;
		const taken = this.events.splice(from % this.events.length, count);
		if (again) this.events.push(taken[0]);
		this.start({ kind: 'deliveries', deliveries: taken });
	}

	lose(): void {
		this.events = [];
	}

	// --- executions

	start(given: Given): void {
		const run: Run = { name: `run ${this.runs.length}-${this.steps}`, go: undefined, token: '', began: this.steps, done: false };
		this.runs.push(run);
		this.execute(run, given).then(
			() => (run.done = true),
			(error: unknown) => {
				run.done = true;
				this.violations.push(`${run.name} failed: ${String(error)}`);
			},
		);
	}

	private async execute(run: Run, first: Given): Promise<void> {
		const step = async () => await new Promise<void>((resolve) => (run.go = resolve));
		const around: Around = {
			tables: tablesSeenBy(this.tables, step),
			turnRow: Number(this.tables.turn.data[0].id),
			now: () => this.clock,
			execution: run.name,
			mostBatches: 120,
		};
		for (let given: Given | undefined = first; given !== undefined; ) {
			const { work } = await receive(given, around);
			if (work === undefined) return;
			run.token = work.turn.token;
			run.began = this.steps;
			let now: Work = work;
			this.onDocument(now);
			for (const company of this.companies) {
				await step();
				now = { ...now, readings: [...now.readings, this.read(company, now)] };
				this.onDocument(now);
			}
			const planned = await planBatch(now, settings, around);
			now = planned.work;
			this.onDocument(now);
			for (const company of planned.writes ? this.companies : [])
				now = { ...now, results: [...now.results, ...(await this.write(run, company, now, step))] };
			const { more, notice } = await record(now, around);
			if (notice) this.log.push(String(notice.texto));
			const next = moreSchema.safeParse(more);
			given = next.success ? { kind: 'more', run: next.data.run } : undefined;
		}
	}

	private read(company: string, work: Work): Reading {
		const ok = !this.away.has(company);
		const about = {
			account: `Conta ${company}`,
			company: ok ? company : null,
			ok,
			error: ok ? null : 'revoked',
			problems: [],
			deposits: null,
			lost: [],
		};
		const chosen = {
			principals: [this.depositId(company, 'principal')],
			shared: this.depositId(company, 'shared'),
			safety: this.safety[company] ?? 0,
		};
		if (!ok) return { ...about, ...chosen, found: [], page: null, balances: [], sales: [] };
		const own = work.rows.filter((row) => row.company === company);
		const found = own.flatMap(({ kind, reference, key }) => {
			const sku = kind === 'produto' ? this.skus[Number(reference) - 1] : this.orders.find(({ id }) => String(id) === reference)?.sku;
			return sku === undefined ? [] : [{ sku, key }];
		});
		const swept = work.sweep === null ? [] : this.skus.map((sku) => ({ sku, key: '' }));
		const balances = work.skus.map((sku) => {
			const { principal, physical, reserved } = this.stock(company, sku);
			return { sku, state: 'known' as const, productId: this.productId(sku), principal, physical, virtual: physical - reserved };
		});
		const since = (sku: string) => work.memories.find((one) => one.company === company && one.sku === sku)?.since ?? 0;
		const sales = this.orders
			.filter((order) => order.company === company && work.skus.includes(order.sku) && order.changedAt >= since(order.sku) - 120_000)
			.map(({ id, sku, quantity, cancelled }) => ({ sku, order: id, quantity, cancelled }));
		const page = work.sweep === null ? null : { next: 2, last: true, products: this.skus.length };
		return { ...about, ...chosen, found: [...found, ...swept], page, balances, sales };
	}

	/** As writeAccount does it. */
	private async write(run: Run, company: string, work: Work, step: () => Promise<void>): Promise<Result[]> {
		const own = (work.plan?.writes ?? []).filter((write) => write.company === company);
		const results: Result[] = [];
		await step();
		const before = new Map(own.map(({ sku }) => [sku, { ...this.stock(company, sku) }]));
		for (const write of own) {
			await step();
			results.push(this.writeOne(run, write, { work, before: before.get(write.sku) }));
		}
		return results;
	}

	private writeOne(run: Run, write: Write, { work, before }: { work: Work; before: Stock | undefined }): Result {
		const { account, company, sku, productId } = write;
		const about = { account, company, sku, productId, message: '' };
		if (!before || this.away.has(company)) return { ...about, result: 'error', before: null, after: null, reserved: null };
		const { physical, reserved } = before;
		const told = { ...about, before: physical, after: physical, reserved };
		if (!isAsPlanned(write, { physical, virtual: physical - reserved }) || !mayWrite(work.turn.until, this.clock))
			return { ...told, result: 'moved' };
		const [turn] = this.tables.turn.data;
		if (turn.dono !== run.token || Number(turn.expira) <= this.clock) this.violations.push(`${run.name} writes ${sku} without the turn`);
		const stock = this.stock(company, sku);
		// Bling sets whatever there is: what is posted between the last look and the write is put right by the next run.
		if (this.held.has(sku) && write.quantity > physical) this.violations.push(`${sku} is raised in ${company} although a movement waits`);
		if (write.quantity - reserved <= 0 && this.lowest(sku, run.began) > (this.safety[company] ?? 0))
			this.violations.push(`false zero of ${sku} in ${company}`);
		this.set(company, sku, { ...stock, physical: write.quantity });
		this.writes++;
		this.tellStock(company, sku, 'shared');
		return { ...told, result: 'written', after: write.quantity };
	}

	/** The least that the accounts can have held together since that step, each at its own moment. */
	private lowest(sku: string, since: number): number {
		return this.companies.reduce((sum, company) => {
			const history = this.history.get(`${company}|${sku}`) ?? [];
			const before = history.filter(({ step }) => step <= since).at(-1);
			return sum + Math.min(...[before, ...history.filter(({ step }) => step > since)].flatMap((one) => (one ? [one.value] : [])));
		}, 0);
	}

	/** Lets one run go on by so many steps. */
	async advance(which: number, count: number): Promise<void> {
		for (let index = 0; index < count && this.runs.length > 0; index++) {
			await this.rest();
			const run = this.runs[which % Math.max(1, this.runs.length)];
			this.steps++;
			const { go } = run ?? {};
			if (run) run.go = undefined;
			go?.();
		}
		await this.rest();
	}

	/** Waits until every run stands at a step or has ended. */
	private async rest(): Promise<void> {
		for (let turns = 0; turns < 200 && this.runs.some((run) => !run.done && run.go === undefined); turns++) await Promise.resolve();
		this.runs = this.runs.filter((run) => !run.done);
	}

	/** n8n is killed: whatever runs never goes on. */
	kill(): void {
		this.runs = [];
	}

	tick(ms: number): void {
		this.clock += ms;
	}

	async finishRuns(): Promise<void> {
		await this.rest();
		for (let index = 0; this.runs.length > 0; index++) {
			if (index > 100_000) throw new Error('the runs do not end');
			await this.advance(index, 1);
		}
	}

	/** Everything comes back, every event arrives, hours pass: until nothing waits. */
	async settle(): Promise<void> {
		this.away.clear();
		await this.finishRuns();
		// Who confirmed while n8n was killed confirms again.
		for (const sku of this.moved) this.held.add(sku);
		this.confirm();
		await this.finishRuns();
		for (let hour = 0; hour < 30; hour++) {
			this.tick(3_600_000);
			this.start({ kind: 'form', asked: { mode: 'all' } });
			await this.finishRuns();
			while (this.events.length > 0) {
				this.deliver(0, 500, false);
				await this.finishRuns();
			}
			if (this.tables.queue.data.length === 0) return;
		}
		throw new Error(`the queue is not emptied: ${JSON.stringify(this.tables.queue.data.slice(0, 3))}`);
	}

	/** Shared deposits that do not show the sum with all reservations kept. */
	wrong(): string[] {
		return this.skus.flatMap((sku) => {
			const sum = this.companies.reduce((total, company) => total + this.stock(company, sku).principal, 0);
			return this.companies.flatMap((company) => {
				const { physical, reserved } = this.stock(company, sku);
				const expected = quantityFor(sum - (this.safety[company] ?? 0), { physical: reserved, virtual: 0 });
				return physical === expected ? [] : [`${sku} in ${company}: ${physical} with ${reserved} reserved instead of ${expected}`];
			});
		});
	}
}
