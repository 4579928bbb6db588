import { randomBytes } from 'node:crypto';

import type { ProbeProof } from '../../shared/operations/callAddress';
import type { CheckedEndpoint } from '../../shared/operations/checkEndpoint';
import { identity } from '../identity';
import { authenticationMethod, secretsSchema } from './webhook';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Node writes headers as Latin-1; this makes the bytes UTF-8. */
const headerText = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

/** How Intelipost calls a trigger, so that "Test" can do the same. */
export const endpoint: CheckedEndpoint = {
	...identity,
	genuine(_body, credential, { trigger }): ProbeProof | undefined {
		const { webhookUser, webhookPassword, webhookHeaderName, webhookHeaderValue } = secretsSchema.parse(credential);
		switch (authenticationMethod.parse(trigger.parameters.authentication)) {
			case 'basic':
				return webhookUser && webhookPassword ? { headers: { authorization: basic(webhookUser, webhookPassword) } } : undefined;
			case 'header':
				return webhookHeaderName && webhookHeaderValue ? { headers: { [webhookHeaderName]: headerText(webhookHeaderValue) } } : undefined;
			case 'none':
				return {};
		}
	},

	// Wrong Basic credentials are refused in header mode too, because the header is then missing.
	forged: (_body, { trigger }) =>
		authenticationMethod.parse(trigger.parameters.authentication) === 'none'
			? undefined
			: { headers: { authorization: basic('forged', randomBytes(12).toString('hex')) } },
};
