import { z } from 'zod';

import { maskText } from '../shared/maskText';
import type { InstanceApi } from './api';
import type { Trigger } from './workflows';

const testAnswer = z.object({ status: z.string(), message: z.string().catch('') });

/**
 * n8n's own test of the vendor's credential: null if it is fine, else what is wrong. `tests` holds what was asked already,
 * so that each credential is tested once.
 */
export async function testCredential(
	api: InstanceApi,
	trigger: Trigger,
	tests: Map<string, Promise<string | null>>,
): Promise<string | null> {
	const id = trigger.credentials[trigger.type.credential]?.id;
	if (!id) return 'The trigger has no credential';
	let test = tests.get(id);
	if (!test) tests.set(id, (test = runTest(api, id)));
	return await test;
}

async function runTest(api: InstanceApi, id: string): Promise<string | null> {
	const path = `/credentials/${encodeURIComponent(id)}/test`;
	const answer = testAnswer.parse(
		await api.request({ method: 'POST', path, body: {}, scope: 'credential:read' }),
	);
	return answer.status === 'OK' ? null : maskText(answer.message);
}
