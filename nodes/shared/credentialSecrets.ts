import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';

import { masked } from './maskText';

/** How the fields of our credentials, and of n8n's OAuth data, are called that hold what nobody else may know. */
const secretField = /(key|secret|token|password|headerValue)$/i;

/** Shorter values occur in any text; as secrets they protect nothing. */
const shortest = 6;

/** No vendor's answer nests deeper; what does is not walked through. */
const deepest = 100;

/** The secret values in a credential, the longest first: one may be part of another. */
function secretsIn(credential: object): string[] {
	const own = Object.entries(credential).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretsIn(value);
		return typeof value === 'string' && secretField.test(name) && value.trim().length >= shortest ? [value.trim()] : [];
	});
	return own.sort((a, b) => b.length - a.length);
}

/** A text without these values, plain, URL-encoded or in base64. */
export function withoutValues(text: string, values: string[]): string {
	const forms = values.filter((value) => value !== '').flatMap((value) => [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')]);
	return forms.reduce((left, form) => left.replaceAll(form, masked), text);
}

function without(value: unknown, secrets: string[], depth = 0): unknown {
	if (depth > deepest) return masked;
	if (typeof value === 'string') return withoutValues(value, secrets);
	if (Buffer.isBuffer(value)) return Buffer.from(withoutValues(value.toString('utf8'), secrets));
	if (Array.isArray(value)) return value.map((entry: unknown) => without(entry, secrets, depth + 1));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]: [string, unknown]) => [withoutValues(name, secrets), without(entry, secrets, depth + 1)]),
	);
}

/**
 * What a vendor said of a failure, without the secrets of the credential it was asked with: an error that quotes the key
 * would be stored in the execution. Says nothing where the credential cannot be read. Never throws.
 */
export async function withoutCredential(context: IAllExecuteFunctions, credential: string, said: unknown): Promise<unknown> {
	try {
		const data: ICredentialDataDecryptedObject = await context.getCredentials(credential);
		return without(said, secretsIn(data));
	} catch {
		return '';
	}
}
