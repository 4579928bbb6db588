// The physical limit of a refusal on this machine: Node's http server that only hashes the body and
// answers.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.BENCH_SECRET ?? '';

const server = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(Buffer.concat(chunks)).digest('hex')}`);
		const given = Buffer.from(String(request.headers['x-bling-signature-256'] ?? ''));
		const valid = given.length === expected.length && timingSafeEqual(given, expected);
		response.writeHead(valid ? 200 : 401, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ status: valid ? 'accepted' : 'unauthorized' }));
	});
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`);
});
