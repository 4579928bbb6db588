import type { Random } from '../core/random.mts';
import type { Sender } from '../core/sender.mts';
import type { HookContent } from './hooks.mts';
import type { Settings } from './settings.mts';

/** Checks a webhook's address: null, or NFE.io's reason for refusing the webhook. */
export type Verify = (content: Pick<HookContent, 'uri' | 'insecureSsl'>) => Promise<string | null>;

interface Parts {
	sender: Sender;
	random: Random;
	settings: Settings;
}

/** An unsigned POST with an empty body; anything but 2xx refuses the webhook. docs/facts/nfeio.md §1.6 */
export const createVerify =
	({ sender, random, settings }: Parts): Verify =>
	async ({ uri, insecureSsl }) => {
		const url = new URL(uri);
		if (settings.echo) url.searchParams.append('echo', random.hex(32));
		const { status, error } = await sender.send({
			url: url.href,
			body: Buffer.alloc(0),
			headers: { 'user-agent': 'HookShoot/2.0' },
			timeoutMs: settings.timeoutMs,
			insecureTls: insecureSsl,
		});
		if (status !== null && status >= 200 && status < 300) return null;
		return `WebHook verification failed. Please ensure that the WebHook URI is valid and that the endpoint is accessible. Error encountered: ${status ?? error}`;
	};
