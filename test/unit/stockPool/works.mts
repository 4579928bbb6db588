import type { Memory, Participant, QueueRow, Reading, SkuReading, Work } from '../../../nodes/BlingStockPool/document';
import { freshRun } from '../../../nodes/BlingStockPool/document';

/** A batch of the pool, as the nodes hand it on; each test says what is special about it. */
export const workOf = (given: Partial<Work> = {}): Work => ({
	pool: 'work',
	turn: { row: 1, token: 'token', number: 1, until: 300_000 },
	run: freshRun,
	at: 1_000,
	rows: (given.skus ?? ['X']).map((sku, index) => rowOf({ id: index + 1, key: `sku|${sku}`, reference: sku })),
	skus: ['X'],
	sweep: null,
	waiting: [],
	memories: [],
	participants: [],
	readings: [],
	plan: null,
	results: [],
	...given,
});

export const rowOf = (given: Partial<QueueRow> = {}): QueueRow => ({
	id: 1,
	key: 'sku|X',
	kind: 'sku',
	company: '',
	reference: 'X',
	origin: 'webhook stock.created',
	notBefore: 0,
	attempts: 0,
	failed: false,
	stopped: false,
	authorised: false,
	confirmed: false,
	...given,
});

/** Balances of one SKU in one account. */
export const balance = (principal: number, physical: number, virtual = physical, given: Partial<SkuReading> = {}): SkuReading => ({
	sku: 'X',
	state: 'known',
	productId: 7,
	principal,
	physical,
	virtual,
	...given,
});

/** A SKU of which an account tells no balance. */
export const noBalance = (state: SkuReading['state'], sku = 'X'): SkuReading => ({
	sku,
	state,
	productId: null,
	principal: null,
	physical: null,
	virtual: null,
});

const index = (account: string) => account.charCodeAt(0) - 64;

/** What the account A, B or C answers; its company is `company-1`, `company-2`, `company-3`. */
export const reading = (account: string, balances: SkuReading[] = [], given: Partial<Reading> = {}): Reading => ({
	account,
	company: `company-${index(account)}`,
	ok: true,
	error: null,
	problems: [],
	principals: [index(account) * 10 + 1, index(account) * 10 + 2],
	shared: index(account) * 10 + 3,
	safety: 0,
	deposits: null,
	found: [],
	lost: [],
	page: null,
	balances,
	sales: [],
	...given,
});

export const memory = (account: string, given: Partial<Memory> = {}): Memory => ({
	ids: [100 + index(account)],
	since: 500,
	turn: 1,
	company: `company-${index(account)}`,
	account,
	sku: 'X',
	productId: 7,
	depositId: index(account) * 10 + 3,
	physical: 15,
	reserved: 0,
	writing: null,
	sum: 15,
	held: false,
	situation: 'igual',
	message: '',
	sales: [],
	...given,
});

export const participant = (account: string, given: Partial<Participant> = {}): Participant => ({
	company: `company-${index(account)}`,
	account,
	page: 1,
	products: 0,
	ordersSince: null,
	problem: '',
	...given,
});

/** The answers of A, B and C for one SKU. */
export const three = (a: SkuReading, b: SkuReading, c: SkuReading): Reading[] => [reading('A', [a]), reading('B', [b]), reading('C', [c])];
