const local = /^[A-Za-z0-9#$&'*+/=?^_{|}~-]+(\.[A-Za-z0-9#$&'*+/=?^_{|}~-]+)*$/;
const domain = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** `empty`: nothing there. `several`: not one plain address, so that a mail could go to somebody else. */
export type MailAddress = { address: string } | { problem: 'empty' | 'several' };

/**
 * The one e-mail address of a text from outside. Whoever fills it in could choose who else gets the mail: with a comma, a
 * line break, a display name, a group, a comment, or a relay's "%" and "!". Only a plain address passes, spaces around
 * it aside.
 */
export function oneMailAddress(given: unknown): MailAddress {
	const address = String(given ?? '').replace(/^ +| +$/g, '');
	if (address === '') return { problem: 'empty' };
	const [user, host, ...more] = address.split('@');
	const isPlain = address.length <= 254 && more.length === 0 && user.length <= 64 && local.test(user) && domain.test(host ?? '');
	return isPlain ? { address } : { problem: 'several' };
}
