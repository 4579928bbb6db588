import { createClock } from '../../../sandbox/core/clock.mts';
import { html, Html } from '../../../sandbox/core/html.mts';
import { json, serve } from '../../../sandbox/core/http.mts';
import { parseOptions } from '../../../sandbox/core/options.mts';
import { createRandom } from '../../../sandbox/core/random.mts';
import { createSender } from '../../../sandbox/core/sender.mts';
import { startReceiver } from './support.mts';

describe('clock', () => {
	test('runs what is due in order when it jumps, and leaves the cancelled out', () => {
		const clock = createClock({ speed: 0, start: 0 });
		const seen: string[] = [];
		clock.after(3000, () => seen.push('third'));
		clock.after(1000, () => seen.push('first'));
		clock.after(2000, () => seen.push('cancelled'))();
		clock.after(2000, () => seen.push('second'));
		clock.after(9000, () => seen.push('later'));
		clock.advance(5000);
		expect(seen).toEqual(['first', 'second', 'third']);
		expect(clock.now()).toBe(5000);
		clock.close();
	});

	test('compresses time, also after the speed was changed', async () => {
		const clock = createClock({ speed: 0, start: 0 });
		const hour = new Promise<void>((resolve) => clock.after(3_600_000, resolve));
		clock.setSpeed(360_000);
		await hour;
		expect(clock.now()).toBeGreaterThanOrEqual(3_600_000);
		clock.close();
	});

	test('survives a task that throws', () => {
		const quiet = console.error;
		console.error = () => undefined;
		const clock = createClock({ speed: 0, start: 0 });
		let ran = false;
		clock.after(1, () => {
			throw new Error('on purpose');
		});
		clock.after(2, () => {
			ran = true;
		});
		clock.advance(10);
		expect(ran).toBe(true);
		clock.close();
		console.error = quiet;
	});
});

describe('random', () => {
	test('gives the same for the same seed and something else for another', () => {
		const draw = (seed: number) => {
			const random = createRandom(seed);
			return [random.hex(32), random.uuidV7(1_700_000_000_000), random.shuffle([1, 2, 3, 4, 5]), random.integer(0, 9)];
		};
		expect(draw(1)).toEqual(draw(1));
		expect(draw(1)).not.toEqual(draw(2));
	});

	test('makes version 7 ids that sort by time', () => {
		const random = createRandom(1);
		const [earlier, later] = [random.uuidV7(1_700_000_000_000), random.uuidV7(1_700_000_001_000)];
		expect(earlier).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(earlier < later).toBe(true);
	});
});

describe('html', () => {
	test.each([
		['<script>', '&lt;script&gt;'],
		[`"'&`, '&quot;&#39;&amp;'],
		[['<', '>'], '&lt;&gt;'],
		[null, ''],
		[new Html('<b>'), '<b>'],
	])('%p is printed as %p', (value, printed) => expect(html`${value}`.text).toBe(printed));
});

describe('options', () => {
	test('has defaults', () =>
		expect(parseOptions([])).toEqual({
			port: 4010,
			host: '127.0.0.1',
			seed: 1,
			speed: 60,
			allowHosts: [],
			json: false,
		}));
	test.each([[['--port', 'x']], [['--speed', '-1']], [['--unknown']]])('refuses %p', (argv) => expect(() => parseOptions(argv)).toThrow());
});

test('the sandbox leaves it to the client to end a connection that both keep', async () => {
	const wording = () => json(500, {});
	const shapes = { notFound: wording, methodNotAllowed: wording, malformedJson: wording, tooLarge: wording, serverError: wording };
	const listener = await serve({ host: '127.0.0.1', port: 0, shapes, respond: async () => json(200, {}) });
	const { headers } = await fetch(listener.origin);
	await listener.close();
	// Whoever promises to keep it for some seconds ends it then, and resets a request that is on its way.
	expect(headers.get('keep-alive')).toBeNull();
});

describe('sender', () => {
	const post = (url: string, { allow = [], timeoutMs = 2000 }: { allow?: string[]; timeoutMs?: number } = {}) =>
		createSender(allow).send({ url, body: Buffer.from('á\n'), headers: { 'x-test': '1' }, timeoutMs });

	test('sends the exact bytes', async () => {
		const receiver = await startReceiver();
		expect(await post(receiver.url)).toMatchObject({ status: 200, error: null, answer: 'seen' });
		expect(receiver.received[0].body.equals(Buffer.from('á\n'))).toBe(true);
		expect(receiver.received[0].headers['x-test']).toBe('1');
		await receiver.close();
	});

	test('records a redirect and does not follow it', async () => {
		const receiver = await startReceiver();
		receiver.status = 302;
		expect(await post(receiver.url)).toMatchObject({ status: 302, location: `${receiver.url}/elsewhere` });
		expect(receiver.received).toHaveLength(1);
		await receiver.close();
	});

	test('breaks off in the middle of the body, and the receiver never has a whole request', async () => {
		const receiver = await startReceiver();
		const sender = createSender();
		const sent = await sender.send({ url: receiver.url, body: Buffer.alloc(1000), headers: {}, timeoutMs: 2000, cut: true });
		expect(sent).toMatchObject({ status: null, error: expect.stringContaining('broke off') });
		expect(receiver.received).toEqual([]);
		await sender.close();
		await receiver.close();
	});

	test('gives up on a slow receiver', async () => {
		const receiver = await startReceiver();
		receiver.delayMs = 500;
		expect(await post(receiver.url, { timeoutMs: 50 })).toMatchObject({
			status: null,
			error: 'no answer within 50 ms',
		});
		await receiver.close();
	});

	test.each([
		['http://192.0.2.1/'],
		['http://[2001:db8::1]/'],
		['http://0x7f000001.example.invalid/'],
		['http://0.0.0.0:1/'],
		['no url'],
		['ftp://127.0.0.1/'],
	])('does not send to %s', async (url) => {
		const { status, error } = await post(url);
		expect(status).toBeNull();
		expect(error).toBeTruthy();
	});

	test('names the flag that would permit a refused host', async () => {
		expect((await post('http://192.0.2.1/')).error).toContain('--allow-host 192.0.2.1');
	});

	test.each([['http://127.0.0.1:1/'], ['http://localhost:1/'], ['http://[::1]:1/']])('tries %s', async (url) => {
		expect((await post(url)).error).not.toContain('refused:');
	});
});
