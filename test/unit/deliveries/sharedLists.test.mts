import { SharedLists } from '../../../nodes/WebhookDeliveries/history/sharedLists.ts';

const pages = [[1, 2], [], [3], [4, 5]];
let asked: number;
let broken: boolean;

const open = () =>
	new SharedLists<string, number>(async function* () {
		for (const page of pages) {
			asked++;
			await Promise.resolve();
			if (broken) throw new Error('n8n is down');
			yield page;
		}
	});

beforeEach(() => {
	asked = 0;
	broken = false;
});

const all = async (rows: AsyncGenerator<number, void>, most = Infinity) => {
	const found: number[] = [];
	for await (const row of rows) {
		found.push(row);
		if (found.length === most) break;
	}
	return found;
};

test('each reader gets all rows in their order, and each page is asked for once, also by readers at the same place', async () => {
	const lists = open();
	expect(await Promise.all([all(lists.rows('error')), all(lists.rows('error')), all(lists.rows('error'), 3)])).toEqual([
		[1, 2, 3, 4, 5],
		[1, 2, 3, 4, 5],
		[1, 2, 3],
	]);
	expect(asked).toBe(pages.length);
	expect(await all(lists.rows('error'))).toHaveLength(5);
	expect(asked).toBe(pages.length);
});

test('no page is asked for that nobody reads', async () => {
	const lists = open();
	expect(await all(lists.rows('error'), 2)).toEqual([1, 2]);
	expect(asked).toBe(1);
	await all(lists.rows('crashed'), 1);
	expect(asked).toBe(2);
});

test('a page that cannot be read fails every reader that needs it, also a later one', async () => {
	broken = true;
	const lists = open();
	const read = async () => await all(lists.rows('error'));
	expect((await Promise.allSettled([read(), read()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	await expect(read()).rejects.toThrow('n8n is down');
});
