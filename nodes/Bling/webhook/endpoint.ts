import { z } from 'zod';

import type { CheckedEndpoint } from '../../shared/operations/checkEndpoint';
import { secretText } from '../../shared/trigger/secretText';
import { hmacHex } from '../../shared/trigger/signature';
import { identity } from '../identity';
import { bling, signatureHeader, signatureScheme } from './webhook';

const clientSecretOf = z.object({ clientSecret: secretText });

const signed = (body: Buffer, secret: string) => ({
	headers: { [signatureHeader]: signatureScheme.prefix + hmacHex(signatureScheme.algorithm, secret, body) },
});

/** How Bling calls a trigger, so that "Test" can do the same (docs/facts/bling.md §2.2, §3). */
export const endpoint: CheckedEndpoint = {
	...identity,
	secretFields: bling.secretFields,
	genuine(body, credential) {
		const { clientSecret } = clientSecretOf.parse(credential);
		return clientSecret === undefined ? undefined : signed(body, clientSecret);
	},
	forged: (body) => signed(body, 'forged on purpose'),
};
