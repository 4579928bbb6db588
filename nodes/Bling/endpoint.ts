import { z } from 'zod';

import type { CheckedEndpoint } from '../shared/checkEndpoint';
import type { TriggerPlace } from '../shared/ownTrigger';
import type { SetupGuide } from '../shared/setupGuide';
import { hmacHex } from '../shared/signature';
import { credentialName } from './api';
import { guide } from './setup';
import { signatureHeader, signatureScheme } from './webhook';

export const blingTrigger: TriggerPlace = {
	displayName: 'Bling',
	triggerType: 'blingTrigger',
	credential: credentialName,
	addresses: () => [{ path: 'bling', label: 'Servidor' }],
};

export const blingGuide: SetupGuide = { ...blingTrigger, ...guide };

const clientSecretOf = z.object({ clientSecret: z.string().min(1) });

const signed = (body: Buffer, secret: string) => ({
	headers: { [signatureHeader]: signatureScheme.prefix + hmacHex(signatureScheme.algorithm, secret, body) },
});

/** A probe signed as Bling signs, and one signed with a secret that nobody has (vendors/bling.md §2.2, §3). */
export const blingEndpoint: CheckedEndpoint = {
	...blingTrigger,
	answerWithinSeconds: 5,
	genuine(body, credential) {
		const { data } = clientSecretOf.safeParse(credential);
		return data && signed(body, data.clientSecret);
	},
	forged: (body) => signed(body, 'forged on purpose'),
};
