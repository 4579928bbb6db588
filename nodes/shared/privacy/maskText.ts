/** Replaces a masked value. */
export const masked = '***';

/** Every quantifier is bounded, so the time is proportional to the text's length, whatever it contains. */
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
/** Since July 2026 the first twelve characters may be letters. */
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
/**
 * A number called telephone, by a word or by a field such as `phoneNumber`. A vendor may have "tel"
 * in its name, a product "phone".
 */
const namedPhones = [
	// telefone: 1134567890, "phone_number": "34567890"
	/((?:(?:fone|(?<!i)phone|whats)[\p{L}_]{0,16}|(?<!\p{L})(?:tel|cel|celular|mobile))["'\]\s]{0,3}[:=]\s?["'(]{0,2}\+?)\d{8,13}(?!\d)/giu,
	// celular 11987654321
	/((?:(?:fone|(?<!i)phone|whats)[\p{L}_]{0,16}|(?<!\p{L})(?:tel|cel|celular|mobile))\.?\s)[1-9][1-9](?:9\d{4}|[2-5]\d{3})\d{4}(?!\d)/giu,
];

/**
 * A text, such as a vendor's error message, with CPF, CNPJ, email addresses and phone numbers
 * replaced. Without full punctuation a number only counts as CPF or CNPJ if its check digits are
 * right, and as a phone number only with a country code or a label: eleven-digit IDs, which Bling
 * has many of, stay readable.
 */
export function maskText(text: string): string {
	// Most texts contain no address, and looking for one at every character costs more than
	// everything else.
	const withoutAddresses = text.includes('@') ? text.replace(email, masked) : text;
	const withoutTaxIds = withoutAddresses
		.replace(cnpj, (found) => (isWritten(found, 4) || hasCheckDigits(found, cnpjWeights) ? masked : found))
		.replace(cpf, (found) => (isWritten(found, 3) || hasCheckDigits(found, cpfWeights) ? masked : found));
	const withoutPhones = phones.reduce((left, phone) => left.replace(phone, masked), withoutTaxIds);
	return namedPhones.reduce((left, phone) => left.replace(phone, (_found, name: string) => name + masked), withoutPhones);
}

/** With all its dots, slash and hyphen it cannot be anything else. */
const isWritten = (found: string, marks: number) => found.replace(/[^./-]/g, '').length === marks;

/** Whether digits can be a CPF or CNPJ: the check digits are right, and not all digits are the same. */
export const isPossibleTaxId = (plain: string): boolean =>
	hasCheckDigits(plain, plain.length === 11 ? cpfWeights : cnpjWeights) && /^(.)(?!\1*$)/.test(plain);

const cpfWeights = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Modulo 11; the weights are those of the second digit, the first digit omits the first of them. */
function hasCheckDigits(code: string, weights: number[]): boolean {
	// A letter counts as its ASCII code minus 48, which makes a digit its own value.
	const values = [...code.replace(/[./-]/g, '')].map((character) => character.charCodeAt(0) - 48);
	const checkDigit = (length: number) => {
		const sum = values.slice(0, length).reduce((total, value, index) => total + value * weights[weights.length - length + index], 0);
		return sum % 11 < 2 ? 0 : 11 - (sum % 11);
	};
	return [values.length - 2, values.length - 1].every((place) => checkDigit(place) === values[place]);
}
