import fc from 'fast-check';

import { PoolWorld } from './model.mts';

interface Act {
	/** What a counterexample shows. */
	name: string;
	run: (world: PoolWorld) => Promise<void> | void;
}

const companies = ['A', 'B', 'C'];
const skus = ['X', 'Y'];
const company = fc.constantFrom(...companies);
const sku = fc.constantFrom(...skus);
const which = fc.nat(20);
const units = fc.integer({ min: 1, max: 4 });

/** Something that happens with values that are chosen for it. */
function act<Values extends unknown[]>(
	weight: number,
	name: string,
	values: fc.Arbitrary<Values>,
	run: (world: PoolWorld, ...chosen: Values) => Promise<void> | void,
): { weight: number; arbitrary: fc.Arbitrary<Act> } {
	const arbitrary = values.map((chosen): Act => ({ name: `${name} ${chosen.join(' ')}`, run: (world) => run(world, ...chosen) }));
	return { weight, arbitrary };
}

const none = fc.tuple();

const works = [
	act(12, 'advance', fc.tuple(which, fc.integer({ min: 1, max: 30 })), async (world, run, count) => await world.advance(run, count)),
	act(6, 'deliver', fc.tuple(which, units, fc.boolean()), (world, from, count, again) => world.deliver(from, count, again)),
	act(5, 'move', fc.tuple(company, sku, fc.integer({ min: -9, max: 9 })), (world, one, what, by) => world.move(one, what, by)),
	act(3, 'reserve', fc.tuple(company, sku, units), (world, one, what, count) => world.reserve(one, what, count)),
	act(3, 'post', fc.tuple(which), (world, order) => world.post(order)),
	act(3, 'tick', fc.tuple(fc.integer({ min: 1_000, max: 400_000 })), (world, ms) => world.tick(ms)),
	act(1, 'kill', none, (world) => world.kill()),
	act(1, 'lose', none, (world) => world.lose()),
	act(1, 'schedule', none, (world) => world.start({ kind: 'schedule' })),
	act(1, 'list', fc.tuple(sku), (world, what) => world.start({ kind: 'form', asked: { mode: 'list', skus: [what] } })),
	act(1, 'away', fc.tuple(company), (world, one) => void world.away.add(one)),
	act(1, 'back', fc.tuple(company), (world, one) => void world.away.delete(one)),
];

const sales = [
	act(2, 'cancel', fc.tuple(which), (world, order) => world.cancel(order)),
	act(2, 'sell from shared', fc.tuple(company, sku, units), (world, one, what, count) => world.sellFromShared(one, what, count)),
];

const hands = [
	act(3, 'take by hand', fc.tuple(company, sku), (world, one, what) => world.takeByHand(one, what)),
	act(2, 'cancel', fc.tuple(which), (world, order) => world.cancel(order)),
	act(1, 'confirm', none, (world) => world.confirm()),
];

const story = (acts: Array<{ arbitrary: fc.Arbitrary<Act>; weight: number }>) =>
	fc.array(fc.oneof(...acts), { minLength: 20, maxLength: 150, size: 'max' });

async function play(acts: Act[]): Promise<PoolWorld> {
	const world = new PoolWorld(companies, skus, { C: 2 });
	world.start({ kind: 'form', asked: { mode: 'all' } });
	await world.finishRuns();
	for (const { run } of acts) await run(world);
	await world.settle();
	return world;
}

/** The same stories each time; POOL_SEED and POOL_RUNS for others (thousands of them found what ordinary ones do not). */
const { POOL_RUNS: numRuns = 100, POOL_SEED: seed = '20', POOL_PATH: path } = process.env;
const options = { numRuns: Number(numRuns), ...(seed ? { seed: Number(seed) } : {}), ...(path ? { path } : {}) };

test('whatever orders and movements come, and whenever n8n is killed: one writer, no false zero, no SKU is held, and the sum in the end', async () => {
	await fc.assert(
		fc.asyncProperty(story([...works, ...sales]), async (acts) => {
			const world = await play(acts);
			expect(world.violations).toEqual([]);
			expect(world.log.filter((line) => line.includes('movimento'))).toEqual([]);
			expect(world.wrong()).toEqual([]);
		}),
		options,
	);
}, 240_000);

test('what somebody takes from a shared deposit by hand raises no balance of that SKU until a person has looked', async () => {
	await fc.assert(
		fc.asyncProperty(story([...works, ...hands]), async (acts) => {
			const world = await play(acts);
			expect(world.violations).toEqual([]);
			expect(world.wrong()).toEqual([]);
		}),
		options,
	);
}, 240_000);

test('5,000 SKUs in three accounts, all changed, in one execution: what n8n keeps of it', async () => {
	const count = 5000;
	const world = new PoolWorld(
		companies,
		Array.from({ length: count }, (_, index) => `SKU-${index}`),
	);
	let [documents, characters] = [0, 0];
	world.onDocument = (document) => {
		documents++;
		characters += JSON.stringify(document).length;
	};
	world.start({ kind: 'form', asked: { mode: 'all' } });
	await world.finishRuns();
	process.stdout.write(`${count} SKUs: ${world.writes} writes, ${documents} documents, ${Math.round(characters / 1e6)} MB of JSON\n`);
	expect([world.writes, world.wrong(), world.tables.queue.data.length]).toEqual([count * companies.length, [], 0]);
	expect(characters).toBeLessThan(100e6);
}, 240_000);
