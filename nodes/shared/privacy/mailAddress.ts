const local = /^[A-Za-z0-9#$&'*+/=?^_{|}~-]+(\.[A-Za-z0-9#$&'*+/=?^_{|}~-]+)*$/;
const domain = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** `empty`: nothing there. `several`: not one plain address, so that mail could go to somebody else. */
export type MailAddress = { address: string } | { problem: 'empty' | 'several' };

/**
 * The single email address in external text. Whoever fills it in could choose other recipients:
 * with a comma, a line break, a display name, a group, a comment, or a relay's "%" and "!". Only a
 * plain address passes, apart from surrounding spaces.
 */
export function oneMailAddress(given: unknown): MailAddress {
	const address = String(given ?? '').replace(/^ +| +$/g, '');
	if (address === '') return { problem: 'empty' };
	const [user, host, ...more] = address.split('@');
	const isPlain = address.length <= 254 && more.length === 0 && user.length <= 64 && local.test(user) && domain.test(host ?? '');
	return isPlain ? { address } : { problem: 'several' };
}
