import autocannon from 'autocannon';

/** One request; headers in addition to the content type. */
export interface Message {
	body: string;
	headers: Record<string, string>;
}

interface Load {
	address: string;
	/** Each waits for its answer before sending the next request. */
	connections: number;
	amount: number;
	message(): Message;
}

export interface Answers {
	/** From the first request to the last answer. */
	seconds: number;
	/** How often each status was answered; fewer than were sent if a connection broke. */
	statuses: Record<string, number>;
	/** The slowest answer of a burst; only set by `burst`. */
	slowestMs?: number;
}

/** Posts `amount` requests over this many connections. */
export async function load({ address, connections, amount, message }: Load): Promise<Answers> {
	const statuses: Record<string, number> = {};
	const began = performance.now();
	// autocannon's own clock ticks in whole samples.
	let ended = began;
	await autocannon({
		url: address,
		connections,
		amount,
		timeout: 120,
		requests: [
			{
				method: 'POST',
				setupRequest: (request) => {
					const { body, headers } = message();
					return { ...request, body, headers: { 'content-type': 'application/json', ...headers } };
				},
				onResponse: (status) => {
					statuses[status] = (statuses[status] ?? 0) + 1;
					ended = performance.now();
				},
			},
		],
	});
	return { seconds: (ended - began) / 1000, statuses };
}

/** Posts this many requests at once, as a vendor does when one change causes many events. */
export async function burst(address: string, amount: number, message: () => Message): Promise<Answers & { slowestMs: number }> {
	const messages = Array.from({ length: amount }, message);
	const statuses: Record<string, number> = {};
	const began = performance.now();
	await Promise.all(
		messages.map(async ({ body, headers }) => {
			const response = await fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
			await response.text();
			statuses[response.status] = (statuses[response.status] ?? 0) + 1;
		}),
	);
	const slowestMs = performance.now() - began;
	return { seconds: slowestMs / 1000, statuses, slowestMs };
}
