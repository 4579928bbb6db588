import fc from 'fast-check';

import { maskText } from '../../../nodes/shared/privacy/maskText';

describe('is masked', () => {
	test.each([
		'529.982.247-25',
		'52998224725',
		'529982247-25',
		'11.222.333/0001-81',
		'11222333000181',
		'12.ABC.345/01DE-35',
		'12ABC34501DE35',
		'maria.souza+nfe@example.com.br',
		'(11) 98765-4321',
		'(11)3456-7890',
		'+55 11 98765-4321',
		'5511987654321',
		'11 98765-4321',
		'11 987654321',
		'+5511987654321',
		'+55 (11) 3456-7890',
		'98765-4321',
	])('%s', (secret) => {
		expect(maskText(`Tomador ${secret} recusado.`)).toBe('Tomador *** recusado.');
		expect(maskText(secret)).toBe('***');
	});

	test.each([
		['Telefone: 1134567890 inválido', 'Telefone: *** inválido'],
		['{"numeroTelefone":"11987654321"}', '{"numeroTelefone":"***"}'],
		['"phone_number": "34567890"', '"phone_number": "***"'],
		['cel 11987654321, whatsapp=5511987654321', 'cel ***, whatsapp=***'],
	])('a number that is called a telephone: %s', (text, expected) => expect(maskText(text)).toBe(expected));

	test('each of several', () => {
		expect(maskText('CPF 529.982.247-25 e a@example.com, CPF 52998224725')).toBe('CPF *** e ***, CPF ***');
	});
});

describe('is left as it is', () => {
	test.each([
		['an order number', 'Pedido 123456 não encontrado'],
		['an id of eleven digits', 'Produto 16698952209 sem estoque'],
		['an id of eleven digits that could be a mobile number', 'Produto 11987654321 sem estoque, ***: 16998952209'],
		['an id after a vendor whose name holds "tel"', 'Intelipost: pedido 16998952209'],
		['an id after a product', 'iPhone 16998952209, celular 16698952209'],
		['an order number with a hyphen', 'Pedido 100200300-12'],
		['a landline of the digits of an id', 'Pedido 1134567890'],
		['an id of fourteen digits', 'Conta 12345678901234'],
		['an access key', `Chave ${'35260711222333000181550010000000421000000429'}`],
		['a time', 'Até 2026-11-22 10:00:00 ou 2026-11-22T10:00:00.000Z'],
		['an amount', 'Total de R$ 1.234.567,89'],
		['a hex id', 'Empresa 9db3b9e60022d0eddb121a4319dfbe15'],
		['an address of the web', 'Veja https://n8n.example.com/workflow/1/executions/2'],
		['a status', 'Limite de 120000 requisições por dia (429)'],
	])('%s', (_name, text) => expect(maskText(text)).toBe(text));
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const check = (values: number[], weights: number[]) => {
	const sum = values.reduce((total, value, index) => total + value * weights[weights.length - values.length + index], 0);
	return sum % 11 < 2 ? 0 : 11 - (sum % 11);
};
const withCheckDigits = (start: string, weights: number[]) => [0, 0].reduce((code) => code + check([...code].map(Number), weights), start);
const cpfOf = (start: string) => withCheckDigits(start, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
const cnpjOf = (start: string) => withCheckDigits(start, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
const areaCode = fc.stringMatching(/^[1-9][1-9]$/);
const words = fc.constantFrom('', 'Cliente ', 'Erro: ', '(', '"', 'id=7 ', 'Pedido 1042, ');

describe('whatever the digits', () => {
	test('a CPF or CNPJ is masked, with and without its punctuation', () => {
		fc.assert(
			fc.property(words, digits(9), digits(12), (before, nine, twelve) => {
				const cpf = cpfOf(nine);
				const cnpj = cnpjOf(twelve);
				const written = [cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4'), cnpj.replace(/(..)(...)(...)(....)(..)/, '$1.$2.$3/$4-$5')];
				for (const code of [cpf, cnpj, ...written]) expect(maskText(`${before}${code} fim`)).toBe(`${before}*** fim`);
			}),
		);
	});

	test('a telephone is masked where it is written as one, has its country code, or a field says so', () => {
		fc.assert(
			fc.property(words, areaCode, digits(4), digits(4), (before, area, first, last) => {
				const numbers = [
					`(${area}) 9${first}-${last}`,
					`${area} 9${first}-${last}`,
					`+55${area}9${first}${last}`,
					`55${area}9${first}${last}`,
				];
				for (const number of numbers) expect(maskText(`${before}${number} fim`)).toBe(`${before}*** fim`);
				expect(maskText(`celular: ${area}9${first}${last}`)).toBe('celular: ***');
			}),
		);
	});

	test('an id, a key or an order number stays readable', () => {
		const isTaxId = (code: string) => cpfOf(code.slice(0, 9)) === code || cnpjOf(code.slice(0, 12)) === code;
		const id = fc.integer({ min: 1, max: 12 }).chain(digits);
		const key = fc.oneof(digits(44), fc.uuid(), fc.stringMatching(/^[a-f\d]{32}$/), fc.stringMatching(/^[A-Z]{2,4}-\d{4,9}$/));
		const names = fc.constantFrom('Produto ', 'Pedido ', 'id: ', 'Intelipost: ', '"numero":"', 'executions/');
		fc.assert(
			fc.property(
				names,
				fc.oneof(
					id.filter((code) => !isTaxId(code)),
					key,
				),
				(before, code) => expect(maskText(`${before}${code} fim`)).toBe(`${before}${code} fim`),
			),
			{ numRuns: 2000 },
		);
	});
});

test.each(['a', '1', '9', '11 ', '.', 'A1.', 'a@', 'fone ', '(11)'])('a long text of %j ends', (part) => {
	const text = part.repeat(200_000 / part.length);
	// A quadratic pattern takes minutes here, so that the test runs out of its time.
	expect(maskText(text).length).toBeGreaterThan(0);
});
