// Loaded into n8n's own process by --import (see probe.mts), because only from inside can it be told to collect garbage
// and be profiled: GET /collect answers process.memoryUsage() after a collection, /profile/start and /profile/stop a CPU profile.
import { createServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const port = process.env.BENCH_PROBE_PORT;

// n8n hands its environment to the children that run Code nodes.
if (port !== undefined && process.argv[1]?.endsWith('n8n')) {
	setFlagsFromString('--expose-gc');
	const collect: () => void = runInNewContext('gc');
	const session = new Session();
	const answers: Record<string, () => unknown> = {
		'/collect': () => {
			// The second one collects what finalizers of the first released.
			collect();
			collect();
			return process.memoryUsage();
		},
		'/profile/start': async () => {
			session.connect();
			await session.post('Profiler.enable');
			return await session.post('Profiler.start');
		},
		'/profile/stop': async () => {
			const { profile } = await session.post('Profiler.stop');
			session.disconnect();
			return profile;
		},
	};
	createServer((request, response) => {
		void Promise.resolve(answers[request.url ?? '']?.()).then((answer) => response.end(JSON.stringify(answer)));
	})
		.listen(Number(port), '127.0.0.1')
		.unref();
}
