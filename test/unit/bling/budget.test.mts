import { errorBudget } from '../../../nodes/Bling/api/limits';
import { startReceiver } from '../sandbox/support.mts';
import { credentialFor, refusalOf, runnerFor } from './support.mts';

test('after 250 errors nothing is sent any more, and the error says why', async () => {
	const bling = await startReceiver();
	try {
		for (let index = 0; index < errorBudget.limit; index++) errorBudget.record();
		const refusal = await refusalOf(runnerFor(credentialFor(bling.url, 'token'))('company', 'getBasicData'));
		expect(refusal.message).toMatch(/Stopped: Bling answered 250 errors within 10 seconds/);
		expect(refusal.description).toMatch(/300 errors.*blocks this n8n's IP/);
		expect(bling.received).toEqual([]);
	} finally {
		await bling.close();
	}
});
