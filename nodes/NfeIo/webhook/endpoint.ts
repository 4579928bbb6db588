import { z } from 'zod';

import type { CheckedEndpoint } from '../../shared/operations/checkEndpoint';
import { secretText } from '../../shared/trigger/secretText';
import { hmacHex } from '../../shared/trigger/signature';
import { identity } from '../identity';
import { deriveSecret } from './secret';
import { nfeIo, signatureHeader, signatureScheme } from './webhook';

/** Headers of a request with these bytes, signed as NFE.io signs (docs/facts/nfeio.md §2.2). */
export const signedWith = (secret: string, body: Buffer): Record<string, string> => ({
	[signatureHeader]: `${signatureScheme.prefix}${hmacHex(signatureScheme.algorithm, secret, body).toUpperCase()}`,
});

const key = z.object({ apiKey: secretText });

/** How NFE.io calls a trigger, so that "Test" can do the same. */
export const endpoint: CheckedEndpoint = {
	...identity,
	secretFields: nfeIo.secretFields,
	genuine(body, credential, { trigger: { webhookId } }) {
		const { apiKey } = key.parse(credential);
		return apiKey && webhookId ? { headers: signedWith(deriveSecret(apiKey, webhookId), body) } : undefined;
	},
	forged: (body) => ({ headers: signedWith('forged on purpose', body) }),
};
