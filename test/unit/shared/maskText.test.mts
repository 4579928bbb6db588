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
		'11987654321',
		'98765-4321',
	])('%s', (secret) => {
		expect(maskText(`Tomador ${secret} recusado.`)).toBe('Tomador *** recusado.');
		expect(maskText(secret)).toBe('***');
	});

	test('any number that is called a telephone', () => {
		expect(maskText('Telefone: 1134567890 inválido')).toBe('Telefone: *** inválido');
	});

	test('each of several', () => {
		expect(maskText('CPF 529.982.247-25 e a@example.com, CPF 52998224725')).toBe('CPF *** e ***, CPF ***');
	});
});

describe('is left as it is', () => {
	test.each([
		['an order number', 'Pedido 123456 não encontrado'],
		['an id of eleven digits', 'Produto 16698952209 sem estoque'],
		['an id of fourteen digits', 'Conta 12345678901234'],
		['an access key', `Chave ${'35260711222333000181550010000000421000000429'}`],
		['a time', 'Até 2026-11-22 10:00:00 ou 2026-11-22T10:00:00.000Z'],
		['an amount', 'Total de R$ 1.234.567,89'],
		['a hex id', 'Empresa 9db3b9e60022d0eddb121a4319dfbe15'],
		['an address of the web', 'Veja https://n8n.example.com/workflow/1/executions/2'],
		['a status', 'Limite de 120000 requisições por dia (429)'],
	])('%s', (_name, text) => expect(maskText(text)).toBe(text));
});

test.each(['a', '1', '9', '11 ', '.', 'A1.', 'a@', 'fone ', '(11)'])('a long text of %j ends', (part) => {
	const text = part.repeat(200_000 / part.length);
	// A quadratic pattern takes minutes here, so that the test runs out of its time.
	expect(maskText(text).length).toBeGreaterThan(0);
});
