import { z } from 'zod';

import { maskText } from '../../shared/privacy/maskText';
import type { InstanceApi, InstanceRequest } from '../../instance/api';
import type { Trigger } from '../../instance/workflows';

const testAnswer = z.object({ status: z.string(), message: z.string().catch('') });
const failure = z.object({ message: z.string() });

/** Why a credential does not work: the trigger has none, it is gone, it could not be tested, or the vendor refuses it. */
export interface CredentialProblem {
	kind: 'none' | 'gone' | 'untested' | 'refused';
	/** In English, or in the vendor's words. */
	text: string;
}

/**
 * Runs n8n's own test of the vendor's credential: null if it passes, else what is wrong. `tests`
 * holds earlier results, so that each credential is tested once. Throws only if the API key may not
 * test credentials.
 */
export async function testCredential(
	api: InstanceApi,
	trigger: Trigger,
	tests: Map<string, Promise<CredentialProblem | null>>,
): Promise<CredentialProblem | null> {
	const { id, name } = trigger.credentials[trigger.type.credential] ?? {};
	if (!id) return { kind: 'none', text: 'The trigger has no credential' };
	let test = tests.get(id);
	if (!test) tests.set(id, (test = runTest(api, id, name ?? id)));
	return await test;
}

const mayNotTest = [401, 403];

async function runTest(api: InstanceApi, id: string, name: string): Promise<CredentialProblem | null> {
	const path = `/credentials/${encodeURIComponent(id)}/test`;
	const request: InstanceRequest = { method: 'POST', path, body: {}, scope: 'credential:read' };
	const { status, body } = await api.call(request);
	if (mayNotTest.includes(status)) throw api.refused(request, status, body);
	if (status === 404) return { kind: 'gone', text: `The credential "${name}" no longer exists, or the API key cannot access it` };
	const answer = testAnswer.safeParse(body);
	if (answer.success) return answer.data.status === 'OK' ? null : { kind: 'refused', text: maskText(answer.data.message) };
	const said = failure.safeParse(body).data?.message ?? `n8n answered ${status}`;
	return { kind: 'untested', text: `The credential "${name}" could not be tested: ${maskText(said)}` };
}
