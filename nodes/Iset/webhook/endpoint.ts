import type { CheckedEndpoint } from '../../shared/operations/checkEndpoint';
import { place, tokenOf } from './guide';
import { iset } from './webhook';

/** How iSET calls a trigger, so that "Test" can do the same. */
export const endpoint: CheckedEndpoint = {
	...place,
	secretFields: iset.secretFields,
	genuine(_body, credential) {
		const token = tokenOf(credential);
		return token === undefined ? undefined : { query: { token } };
	},
	forged: (_body, { trigger }) => (acceptsWithoutToken(trigger.parameters) ? undefined : { query: { token: 'forged' } }),
};

function acceptsWithoutToken({ options }: { options?: unknown }): boolean {
	return typeof options === 'object' && options !== null && 'allowWithoutToken' in options && options.allowWithoutToken === true;
}
