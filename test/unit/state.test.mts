import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Kept, KeptBeside } from '../../nodes/shared/kept';
import { state } from '../../nodes/state';
import { stateIn } from './support/moduleState.mts';

const nodes = join(import.meta.dirname, '../../nodes');

type AnyKept = Kept<string, unknown>;
const all = Object.entries(state);
const named = all.filter(([, kept]) => kept instanceof Kept) as Array<[string, AnyKept]>;
const beside = all.filter(([, kept]) => kept instanceof KeptBeside) as Array<[string, KeptBeside<object, unknown>]>;

/** Every part that names anything, of one account in one n8n. */
const own = {
	instance: 'https://n8n.example.com',
	workflow: 'w1',
	node: 'n1',
	mode: 'production',
	trigger: 'w1|n1|production',
	address: 'webhook-1',
	delivery: 'd1',
	vendor: 'bling',
	credential: 'c1',
	credentialState: 'c1:hash-1',
	company: 'company-1',
	storeAddress: 'https://loja.example.com',
	storeId: '1',
	accessKey: 'fake-key-1',
};

/** What differs for somebody else; the state of a credential is a hash of all that it holds, its base URL too. */
const others = {
	'another instance': { instance: 'https://n8n.example.org', storeAddress: 'https://loja.example.org', credentialState: 'c1:hash-2' },
	'another credential': { credential: 'c2', credentialState: 'c2:hash-3', storeId: '2', accessKey: 'fake-key-2' },
	'a changed credential': { credentialState: 'c1:hash-4', accessKey: 'fake-key-3' },
};

const oneN8n = "a process runs one n8n, and these are its own ids; what they hold keeps accounts apart by each delivery's account";
const countsForAll = 'Bling counts the requests of an account, and a token or a base URL that changes makes no second account';
const oneIp = 'Bling blocks an IP, which is the whole process';
const asksForPast = 'it tells what a credential was, also before it changed';
const published = 'what a vendor publishes is the same for everybody, and asks no credential';
const ofInstance = 'what its data tables hold is of an n8n, whichever of its API keys asks';

/** What is shared all the same, and why that is right. */
const shared: Record<string, Partial<Record<keyof typeof others, string>>> = {
	triggers: { 'another instance': oneN8n, 'another credential': oneN8n, 'a changed credential': oneN8n },
	processedLines: { 'another instance': oneN8n, 'another credential': oneN8n, 'a changed credential': oneN8n },
	isetWithoutToken: { 'another instance': oneN8n, 'another credential': oneN8n, 'a changed credential': oneN8n },
	claimsPlaces: { 'a changed credential': ofInstance },
	blingBuckets: { 'another instance': countsForAll, 'a changed credential': countsForAll },
	blingErrors: { 'another instance': oneIp, 'another credential': oneIp, 'a changed credential': oneIp },
	blingFormerCompanies: { 'another instance': asksForPast, 'a changed credential': asksForPast },
	contracts: { 'another instance': published, 'another credential': published, 'a changed credential': published },
	beingResent: { 'another credential': ofInstance, 'a changed credential': ofInstance },
	resent: { 'another credential': ofInstance, 'a changed credential': ofInstance },
	unsavedWorkflows: { 'another credential': ofInstance, 'a changed credential': ofInstance },
};

const namesOf = (count: number) =>
	Array.from({ length: count }, (_, n) => Object.fromEntries(Object.keys(own).map((part) => [part, `${n}`])));
const emptied = (kept: AnyKept) => new Kept<string, unknown>(kept.keeping);

test('the register holds nothing but what says how it is kept', () => {
	expect(named.length + beside.length).toBe(all.length);
	expect(Object.keys(shared).filter((name) => !(name in state))).toEqual([]);
	for (const [, { keeping }] of named) {
		const parts = [...keeping.by, ...(keeping.changesWith === undefined ? [] : [keeping.changesWith])];
		expect(parts.filter((part) => !(part in own))).toEqual([]);
	}
});

describe.each(named)('%s', (name, declared) => {
	test.each(Object.entries(others))('shares no entry with %s, unless it says why', (who, difference) => {
		const kept = emptied(declared);
		kept.keep(own, 'mine');
		expect(kept.get(own)).toBe('mine');
		const why = shared[name]?.[who as keyof typeof others];
		expect(kept.get({ ...own, ...difference })).toBe(why === undefined ? undefined : 'mine');
	});

	test('each part of a name makes another entry', () => {
		for (const part of declared.keeping.by) {
			const kept = emptied(declared);
			kept.keep(own, 'mine');
			expect([part, kept.get({ ...own, [part]: 'other' })]).toEqual([part, undefined]);
			expect(kept.get(own)).toBe('mine');
		}
	});

	test('keeps no more than its limit: the longest unused goes, or one more is refused', () => {
		const kept = emptied(declared);
		const { limit, full, by } = declared.keeping;
		expect(limit).toBeLessThanOrEqual(10_000);
		const names = namesOf(limit + 1);
		for (const each of names.slice(0, limit)) expect(kept.keep(each, 'kept')).toBe(true);
		if (by.length === 0) return expect(kept.size).toBe(1);
		kept.get(names[0]);
		expect(kept.keep(names[limit], 'kept')).toBe(full !== 'refused');
		expect(kept.size).toBe(limit);
		expect(kept.get(names[0])).toBe('kept');
		if (full === 'refused') {
			expect(() => kept.of(names[limit], () => 'made')).toThrow(/try again later/);
			kept.forget(names[0]);
			expect(kept.of(names[limit], () => 'made')).toBe('made');
		} else if (limit > 1) expect(kept.get(names[1])).toBeUndefined();
	});

	test('is forgotten after its time, when it changes, and when it is told to', () => {
		const kept = emptied(declared);
		const { forMs, changesWith } = declared.keeping;
		kept.keep(own, 'mine', 0);
		expect(kept.get(own, (forMs ?? 1e12) - 1)).toBe('mine');
		if (forMs !== undefined) expect(kept.get(own, forMs)).toBeUndefined();
		kept.keep(own, 'mine', 0);
		if (changesWith !== undefined) {
			expect(kept.get({ ...own, [changesWith]: 'other' }, 0)).toBeUndefined();
			expect(kept.get(own, 0)).toBeUndefined();
		}
		kept.keep(own, 'newer', 0);
		kept.forget(own, 'mine');
		expect(kept.get(own, 0)).toBe('newer');
		kept.forget(own);
		expect([kept.get(own, 0), kept.size]).toEqual([undefined, 0]);
	});
});

test.each(beside)('%s belongs to one object, in one state of its credential', (_name, kept) => {
	const [mine, other] = [new Error('a'), new Error('b')];
	kept.keep(mine, 'mine', 'c1:hash-1');
	expect(kept.get(mine, 'c1:hash-1')).toBe('mine');
	expect([kept.get(other, 'c1:hash-1'), kept.get(mine, 'c1:hash-2'), kept.get(mine)]).toEqual([undefined, undefined, undefined]);
	expect(kept.of(mine, () => 'made', 'c1:hash-2')).toBe('made');
	expect(kept.get(mine, 'c1:hash-1')).toBeUndefined();
});

test('no other file of the package has state of its own', async () => {
	const files = (await readdir(nodes, { recursive: true })).filter((name) => name.endsWith('.ts') && name !== 'state.ts');
	expect(files.length).toBeGreaterThan(200);
	const found = await Promise.all(files.map(async (name) => stateIn(name, await readFile(join(nodes, name), 'utf8'))));
	expect(found.flat()).toEqual([]);
});

test.each([
	['let last = 0;', 'let last'],
	['var last;', 'let last'],
	['const seen = new Set<string>();', 'new Set'],
	['export const seen: Map<string, number> = new Map();', 'new Map'],
	['const all = { seen: new WeakMap() };', 'new WeakMap'],
	['const budget = new Budget();', 'new Budget'],
	['class A { static last = 0; }', 'static last'],
	['class A { static readonly seen = new Map(); }', 'new Map'],
	['const next = (() => { let n = 0; return () => n++; })();', 'called at once'],
	['const rows: string[] = [];\nexport function add(row: string) { rows.push(row); }', 'rows.push'],
	['const known: Record<string, string> = {};\nconst note = (name: string) => { known[name] = name; };', 'known[name] ='],
	['const known = { count: 0 };\nexport const note = () => known.count++;', 'known.count ++'],
	['const known: Record<string, string> = {};\nconst drop = (name: string) => delete known[name];', 'delete known[name]'],
	["import { known } from './known';\nexport const note = () => Object.assign(known, { a: 1 });", 'Object.assign known'],
	["import { rows } from './rows';\nexport const next = () => rows.shift();", 'rows.shift'],
	['export function next() { next.last = 1; }\n', 'next.last ='],
])('the search for state finds %j', (source, finding) => {
	expect(stateIn('a.ts', source)).toEqual([expect.stringContaining(finding)]);
});

test('a node class, of which n8n keeps one object, may hold no state either', () => {
	const source = 'export class Shop { description = {}; seen = new Map(); }';
	expect(stateIn('Shop.node.ts', source)).toEqual([expect.stringContaining('new Map')]);
	expect(stateIn('shop.ts', source)).toEqual([]);
});

test.each([
	'const names: ReadonlySet<string> = new Set(["a"]);',
	'const format = new Intl.NumberFormat("pt-BR");',
	'const one = () => { let n = 0; const seen = new Set(); seen.add(n++); return seen; };',
	'const rows = ["a"];\nexport const sorted = () => [...rows].sort();',
	'const rows = ["a"];\nexport function read(rows: string[]) { rows.push("b"); }',
	'class Reader { private readonly seen = new Map(); note(key: string) { this.seen.set(key, 1); } }',
])('the search for state passes over %j', (source) => {
	expect(stateIn('a.ts', source)).toEqual([]);
});
