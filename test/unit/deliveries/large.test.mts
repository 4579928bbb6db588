import { delivery, execution, FakeN8n, minutesAgo, tooMuch } from './support.mts';

/** One delivery that no page can hold must not hide the others. */
let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const row = (number: number, own = {}) =>
	execution([delivery({ reference: `N-${number}` })], { startedAt: minutesAgo(200 - number), ...own });
const many = { resource: 'delivery', operation: 'getMany', returnAll: true };
/** Answers that were sent and thrown away. */
const vain = () => n8n.thrownAway;

test.each([0, 7, 119])('of 120, the one at %i is shown as too large, with its id, and all others as they are', async (place) => {
	n8n.executions = Array.from({ length: 120 }, (_, index) => row(index));
	const large = n8n.executions[place];
	n8n.tooLarge.add(large.id);
	const found = await n8n.run(many);
	expect(found.map(({ executionId }) => executionId)).toEqual(n8n.executions.map(({ id }) => id).reverse());
	const { [119 - place]: it, ...others } = found;
	expect(it).toMatchObject({ executionId: large.id, status: 'succeeded', reference: null, note: expect.stringMatching(/too large/) });
	for (const other of Object.values(others)) expect(other).toMatchObject({ note: null, reference: expect.stringMatching(/^N-/) });
	expect(vain()).toBeLessThan(12);
});

test('the panel and Resend Many work beside it', async () => {
	n8n.executions = [row(1, { status: 'error' }), row(2, { status: 'error' }), row(3, { status: 'error' })];
	n8n.tooLarge.add(n8n.executions[1].id);
	const [page] = await n8n.run({ resource: 'report', operation: 'render', query: {} });
	expect(page).toMatchObject({ received: 3, unsolved: 3 });
	expect(page.html).toMatch(/N-1[\s\S]*Grande demais para a lista|Grande demais para a lista[\s\S]*N-1/);
	const done = await n8n.run({ resource: 'delivery', operation: 'resendMany', perSecond: 50, limit: 50, dryRun: false, status: 'failed' });
	expect(done.map(({ resent }) => resent)).toEqual([true, false, true]);
	expect(done[1].error).toMatch(/larger than 64 MB/);
	expect(vain()).toBeLessThan(12);
});

test('an erasure names every execution that may hold the reference and cannot be read, and deletes none of them', async () => {
	n8n.executions = [
		row(1),
		row(2),
		row(3, { dataTooLargeToDisplay: true, customData: { vendor: 'bling', event: 'order.updated', reference: 'N-9,'.repeat(128) } }),
		row(4, { data: null, customData: {} }),
		row(5, { dataTooLargeToDisplay: true, data: null }),
	];
	n8n.tooLarge.add(n8n.executions[0].id);
	const [large, own, cut] = n8n.executions.map(({ id }) => id);
	const erase = async (reference: string) =>
		(await n8n.run({ resource: 'delivery', operation: 'delete', reference, confirmation: reference })).map(
			({ executionId, deleted, note }) => [executionId, deleted, note],
		);
	const unread = expect.stringMatching(/may hold this reference/);
	expect(await erase('N-2')).toEqual([
		[cut, false, unread],
		[own, true, null],
		[large, false, unread],
	]);
	expect(await erase('N-8')).toEqual([
		[cut, false, unread],
		[large, false, unread],
	]);
	expect(n8n.actions).toEqual([`DELETE /api/v1/executions/${own}`]);
});

test('alone it is told what is wrong with it', async () => {
	n8n.executions = [row(1)];
	n8n.tooLarge.add(n8n.executions[0].id);
	const { message, description } = await n8n.refusal({ resource: 'delivery', operation: 'get', executionId: n8n.executions[0].id });
	expect(message).toMatch(/larger than 64 MB/);
	expect(description).toMatch(/delete/i);
});

test('a cursor that cannot be changed ends in words, not in a page that is left out', async () => {
	n8n.executions = [row(1)];
	n8n.answer = (request, path) => {
		const { url = '' } = request;
		if (path !== '/api/v1/executions') return undefined;
		if (!url.includes('includeData=true')) return { status: 200, body: { data: [row(1), row(2)], nextCursor: null } };
		if (!url.includes('cursor=')) return { status: 200, body: { data: [row(9)], nextCursor: 'opaque' } };
		return { status: 200, body: tooMuch };
	};
	expect((await n8n.refusal(many)).message).toMatch(/larger than 64 MB/);
});
