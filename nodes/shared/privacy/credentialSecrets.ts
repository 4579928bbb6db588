import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';

import { wellFormed } from '../json';
import { masked } from './maskText';
import { escapeHtml } from '../trigger/page';

/** The names of secret fields in our credentials and in n8n's OAuth data. */
const secretField = /(key|secret|token|password|headerValue)$/i;

/** Shorter values occur in any text; as secrets they protect nothing. */
const shortest = 6;

/** No vendor's answer is nested deeper; anything deeper is not searched. */
const deepest = 100;

/** The secret values in a credential. */
function secretsIn(credential: object): string[] {
	return Object.entries(credential).flatMap(([name, value]: [string, unknown]) => {
		if (typeof value === 'object' && value !== null) return secretsIn(value);
		return typeof value === 'string' && secretField.test(name) && value.trim().length >= shortest ? [value.trim()] : [];
	});
}

/**
 * In base64 a value looks different at each of three offsets, as in `user:value`: the characters
 * that are entirely its own, in both alphabets.
 */
function base64Of(value: string): string[] {
	const bytes = Buffer.byteLength(value);
	return [0, 1, 2].flatMap((before) => {
		const all = Buffer.from('_'.repeat(before) + value).toString('base64');
		const own = all.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes) * 8) / 6));
		return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
	});
}

/** As a form, a strict and a lax encoder write it in an address. */
function urlEncoded(value: string): string[] {
	const written = wellFormed(value);
	const lax = encodeURIComponent(written);
	const strict = lax.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
	const all = [lax, strict, new URLSearchParams({ '': written }).toString().slice(1)];
	return [...all, ...all.map((one) => one.replace(/%../g, (sign) => sign.toLowerCase())), ...all.map((one) => encodeURIComponent(one))];
}

/** The forms in which an answer may quote a value, longest first. */
function formsOf(values: string[]): string[] {
	const all = values
		.filter((value) => value !== '')
		.flatMap((value) => {
			const json = JSON.stringify(value).slice(1, -1);
			const hex = Buffer.from(value).toString('hex');
			return [
				value,
				escapeHtml(value),
				json,
				json.replaceAll('/', '\\/'),
				hex,
				hex.toUpperCase(),
				...urlEncoded(value),
				...base64Of(value),
			];
		});
	return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/**
 * A text without these values: plain, escaped for JSON or HTML, URL-encoded, in hex, or in base64,
 * alone or inside of more.
 */
export const withoutValues = (text: string, values: string[]): string => withoutForms(text, formsOf(values));

/** JSON may escape any character, and truncated text is not parsed, so the text is checked unescaped. */
const unescaped = (text: string) => text.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function withoutForms(text: string, forms: string[]): string {
	const clean = (one: string) => forms.reduce((left, form) => left.replaceAll(form, masked), one);
	const read = unescaped(text);
	const cleaned = clean(read);
	return cleaned === read ? clean(text) : cleaned;
}

function without(value: unknown, forms: string[], depth = 0): unknown {
	if (depth > deepest) return masked;
	if (typeof value === 'string') return withoutForms(value, forms);
	if (Array.isArray(value)) return value.map((entry: unknown) => without(entry, forms, depth + 1));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]: [string, unknown]) => [withoutForms(name, forms), without(entry, forms, depth + 1)]),
	);
}

/**
 * A vendor's error without the secrets of the credential used: an error that quotes the key would
 * be stored in the execution. Returns nothing if the credential cannot be read. Never throws.
 */
export async function withoutCredential(context: IAllExecuteFunctions, credential: string, said: unknown): Promise<unknown> {
	try {
		const data: ICredentialDataDecryptedObject = await context.getCredentials(credential);
		return without(said, formsOf(secretsIn(data)));
	} catch {
		return '';
	}
}
