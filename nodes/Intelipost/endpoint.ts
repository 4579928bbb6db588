import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import type { CheckedEndpoint, ProbeProof } from '../shared/checkEndpoint';
import { place } from './guide';
import { authenticationMethod } from './webhook';

const basic = (user: string, password: string) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const secrets = z.object({
	webhookUser: z.string().min(1).optional().catch(undefined),
	webhookPassword: z.string().min(1).optional().catch(undefined),
	webhookHeaderName: z.string().min(1).optional().catch(undefined),
	webhookHeaderValue: z.string().min(1).optional().catch(undefined),
});

/** How Intelipost calls a trigger, so that "Check" can do the same. */
export const endpoint: CheckedEndpoint = {
	...place,
	genuine(_body, credential, { trigger }): ProbeProof | undefined {
		const { webhookUser, webhookPassword, webhookHeaderName, webhookHeaderValue } = secrets.parse(credential);
		switch (authenticationMethod.parse(trigger.parameters.authentication)) {
			case 'basic':
				return webhookUser && webhookPassword
					? { headers: { authorization: basic(webhookUser, webhookPassword) } }
					: undefined;
			case 'header':
				return webhookHeaderName && webhookHeaderValue
					? { headers: { [webhookHeaderName]: webhookHeaderValue } }
					: undefined;
			case 'none':
				return {};
		}
	},

	// A wrong Basic pair is refused in header mode too, where the header is then missing.
	forged: (_body, { trigger }) =>
		authenticationMethod.parse(trigger.parameters.authentication) === 'none'
			? undefined
			: { headers: { authorization: basic('forged', randomBytes(12).toString('hex')) } },
};
