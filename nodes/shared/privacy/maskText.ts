/** What stands in place of a masked value. */
export const masked = '***';

/** Every quantifier is bounded: a text of any length takes time in proportion to it, whatever it is made of. */
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
/** Since July 2026 the first twelve places may be letters. */
const cnpj = /(?<![\dA-Za-z])[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}\/?[\dA-Z]{4}-?\d{2}(?![\dA-Za-z])/g;
const cpf = /(?<![\dA-Za-z])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\dA-Za-z])/g;

const phones = [
	// (11) 98765-4321
	/\([1-9]\d\)\s?9?\s?\d{4}[\s.-]?\d{4}(?!\d)/g,
	// +55 11 98765-4321, 5511987654321
	/(?<![\dA-Za-z])\+?55[\s.-]?\(?[1-9]\d\)?[\s.-]?9?\d{4}[\s.-]?\d{4}(?![\dA-Za-z])/g,
	// 11 98765-4321, 11 3456-7890
	/(?<![\dA-Za-z.-])[1-9]\d[\s.-]9?\d{4}[\s.-]\d{4}(?![\dA-Za-z])/g,
	// 11987654321 and 11 987654321: mobile numbers alone, as ids of as many digits are common
	/(?<![\dA-Za-z.-])[1-9][1-9]\s?9\d{8}(?![\dA-Za-z])/g,
	// 98765-4321
	/(?<![\dA-Za-z.-])9\d{4}-\d{4}(?![\dA-Za-z])/g,
];
/** Any number that is called one. */
const namedPhone = /((?:fone|tel|phone|celular|whats)[^\d\n]{0,20})\d{8,13}(?!\d)/gi;

/**
 * A text, such as a vendor's error message, with CPF, CNPJ, e-mail addresses and telephone numbers replaced. Numbers that
 * are written as plain digits count as CPF or CNPJ only if their check digits are right: ids of orders stay readable.
 */
export function maskText(text: string): string {
	// Most texts hold no address, and looking for one at each of their characters costs more than all else.
	const withoutAddresses = text.includes('@') ? text.replace(email, masked) : text;
	const withoutTaxIds = withoutAddresses
		.replace(cnpj, (found) => (isWritten(found) || hasCheckDigits(found, cnpjWeights) ? masked : found))
		.replace(cpf, (found) => (isWritten(found) || hasCheckDigits(found, cpfWeights) ? masked : found));
	return phones
		.reduce((left, phone) => left.replace(phone, masked), withoutTaxIds)
		.replace(namedPhone, (_found, name: string) => name + masked);
}

/** With its dots, slash or hyphen it can be nothing else. */
const isWritten = (found: string) => /[./-]/.test(found);

const cpfWeights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Modulo 11; the weights are those of the second digit, the first one's lack the first of them. */
function hasCheckDigits(code: string, weights: number[]): boolean {
	// A letter counts as its ASCII code minus 48, which makes a digit its own value.
	const values = [...code].map((character) => character.charCodeAt(0) - 48);
	const checkDigit = (length: number) => {
		const sum = values.slice(0, length).reduce((total, value, index) => total + value * weights[weights.length - length + index], 0);
		return sum % 11 < 2 ? 0 : 11 - (sum % 11);
	};
	return [values.length - 2, values.length - 1].every((place) => checkDigit(place) === values[place]);
}
