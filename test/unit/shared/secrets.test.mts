import type { IWebhookFunctions } from 'n8n-workflow';

import { SecretsKeeper } from '../../../nodes/shared/trigger/secrets';
import type { TriggerSettings } from '../../../nodes/shared/trigger/settings';
import type { WebhookVendor } from '../../../nodes/shared/trigger/vendor';

const settings = {} as TriggerSettings;
const shop = {
	displayName: 'Shop',
	credential: 'shopApi',
	secretsOf: ({ secret }: { secret?: unknown }) => (typeof secret === 'string' ? secret : undefined),
} as unknown as WebhookVendor<string>;

/** A node whose credential is answered when the test says so: one entry of `pending` for each time it was read. */
function node(credentials: object | undefined, parameters = {}) {
	const pending: Array<{ answer(value: unknown): void; fail(error: Error): void }> = [];
	const context = {
		getNode: () => ({ credentials, parameters }),
		getCredentials: async () => await new Promise((answer, fail) => pending.push({ answer, fail })),
	} as unknown as IWebhookFunctions;
	return { context, pending };
}
const credential = { shopApi: { id: 'c1' } };

test('a secret is kept for 2.5 seconds, to the millisecond', async () => {
	const keeper = new SecretsKeeper();
	const { context, pending } = node(credential);
	const first = keeper.of(context, shop, settings, 1_000);
	pending[0].answer({ secret: 'old' });
	expect(await first).toBe('old');
	expect(await keeper.of(context, shop, settings, 3_499)).toBe('old');
	const later = keeper.of(context, shop, settings, 3_500);
	expect(pending).toHaveLength(2);
	pending[1].answer({ secret: 'new' });
	expect(await later).toBe('new');
});

test('requests that come together share one look-up', async () => {
	const keeper = new SecretsKeeper();
	const { context, pending } = node(credential);
	const both = Promise.all([keeper.of(context, shop, settings, 0), keeper.of(context, shop, settings, 1)]);
	pending[0].answer({ secret: 's' });
	expect(await both).toEqual(['s', 's']);
	expect(pending).toHaveLength(1);
});

test.each([
	['another credential', { shopApi: { id: 'c2' } }, {}],
	['other parameters', credential, { events: ['*'] }],
	['no credential', {}, {}],
	['none of any type', undefined, {}],
])('%s is looked up at once', async (_name, credentials, parameters) => {
	const keeper = new SecretsKeeper();
	const before = node(credential);
	const known = keeper.of(before.context, shop, settings, 0);
	before.pending[0].answer({ secret: 'old' });
	await known;
	const after = node(credentials, parameters);
	const asked = keeper.of(after.context, shop, settings, 1);
	after.pending[0].answer({ secret: 'new' });
	expect(await asked).toBe('new');
});

test('a failure is not kept, and throws nothing away that was asked for after it', async () => {
	const keeper = new SecretsKeeper();
	const failing = node(credential);
	const failed = keeper.of(failing.context, shop, settings, 0);
	const next = node({ shopApi: { id: 'c2' } });
	const asked = keeper.of(next.context, shop, settings, 1);
	failing.pending[0].fail(new Error('no such credential'));
	await expect(failed).rejects.toThrow('no such credential');
	const shared = keeper.of(next.context, shop, settings, 2);
	next.pending[0].answer({});
	await expect(asked).rejects.toThrow('The Shop credential of this trigger has no secret');
	await expect(shared).rejects.toThrow('has no secret');
	expect(next.pending).toHaveLength(1);
	const again = keeper.of(next.context, shop, settings, 3);
	next.pending[1].answer({ secret: 'there now' });
	expect(await again).toBe('there now');
});
