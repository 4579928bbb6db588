/** What stands in place of a masked value. */
export const masked = '***';

/** Every quantifier is bounded: a text of any length takes time in proportion to it, whatever it is made of. */
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
/** Since July 2026 the first twelve places may be letters. */
const cnpj = /(?<![\dA-Za-z])[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}\/?[\dA-Z]{4}-?\d{2}(?![\dA-Za-z])/g;
const cpf = /(?<![\dA-Za-z])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\dA-Za-z])/g;

const phones = [
	// +55 11 98765-4321, +551134567890: first, as the others would leave its country code
	/(?<![\dA-Za-z])(?:\+55[\s.-]?|55[\s.-])\(?[1-9][1-9]\)?[\s.-]?(?:9\d{4}|[2-5]\d{3})[\s.-]?\d{4}(?![\dA-Za-z])/g,
	// (11) 98765-4321
	/\([1-9][1-9]\)\s?(?:9\d{4}|[2-5]\d{3})[\s.-]?\d{4}(?!\d)/g,
	// 5511987654321
	/(?<![\dA-Za-z.-])55[1-9][1-9]9\d{8}(?![\dA-Za-z])/g,
	// 11 98765-4321, 11 3456-7890, 11 987654321
	/(?<![\dA-Za-z.-])[1-9][1-9][\s.-](?:9\d{4}[\s.-]?|[2-5]\d{3}[\s.-])\d{4}(?![\dA-Za-z])/g,
	// 98765-4321
	/(?<![\dA-Za-z.-])9\d{4}-\d{4}(?![\dA-Za-z])/g,
];
/** What is called a telephone, by a word or by a field such as `phoneNumber`. A vendor may have "tel" in its name, a product "phone". */
const namedPhones = [
	// telefone: 1134567890, "phone_number": "34567890"
	/((?:(?:fone|(?<!i)phone|whats)[\p{L}_]{0,16}|(?<!\p{L})(?:tel|cel|celular|mobile))["'\]\s]{0,3}[:=]\s?["'(]{0,2}\+?)\d{8,13}(?!\d)/giu,
	// celular 11987654321
	/((?:(?:fone|(?<!i)phone|whats)[\p{L}_]{0,16}|(?<!\p{L})(?:tel|cel|celular|mobile))\.?\s)[1-9][1-9](?:9\d{4}|[2-5]\d{3})\d{4}(?!\d)/giu,
];

/**
 * A text, such as a vendor's error message, with CPF, CNPJ, e-mail addresses and telephone numbers replaced. Without
 * all of its punctuation a number counts as CPF or CNPJ only if its check digits are right, and as a telephone only with
 * its country code or a name: ids of eleven digits, which Bling has many of, stay readable.
 */
export function maskText(text: string): string {
	// Most texts hold no address, and looking for one at each of their characters costs more than all else.
	const withoutAddresses = text.includes('@') ? text.replace(email, masked) : text;
	const withoutTaxIds = withoutAddresses
		.replace(cnpj, (found) => (isWritten(found, 4) || hasCheckDigits(found, cnpjWeights) ? masked : found))
		.replace(cpf, (found) => (isWritten(found, 3) || hasCheckDigits(found, cpfWeights) ? masked : found));
	const withoutPhones = phones.reduce((left, phone) => left.replace(phone, masked), withoutTaxIds);
	return namedPhones.reduce((left, phone) => left.replace(phone, (_found, name: string) => name + masked), withoutPhones);
}

/** With all of its dots, slash and hyphen it can be nothing else. */
const isWritten = (found: string, marks: number) => found.replace(/[^./-]/g, '').length === marks;

/** Whether a CPF or CNPJ without its dots can be one: its check digits are right, and its digits not all the same. */
export const isPossibleTaxId = (plain: string): boolean =>
	hasCheckDigits(plain, plain.length === 11 ? cpfWeights : cnpjWeights) && /^(.)(?!\1*$)/.test(plain);

const cpfWeights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Modulo 11; the weights are those of the second digit, the first one's lack the first of them. */
function hasCheckDigits(code: string, weights: number[]): boolean {
	// A letter counts as its ASCII code minus 48, which makes a digit its own value.
	const values = [...code.replace(/[./-]/g, '')].map((character) => character.charCodeAt(0) - 48);
	const checkDigit = (length: number) => {
		const sum = values.slice(0, length).reduce((total, value, index) => total + value * weights[weights.length - length + index], 0);
		return sum % 11 < 2 ? 0 : 11 - (sum % 11);
	};
	return [values.length - 2, values.length - 1].every((place) => checkDigit(place) === values[place]);
}
