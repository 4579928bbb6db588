import { languageOf, languages, walk } from '../../../scripts/demo/walk.mts';

const account = (name: string) => ({
	name,
	clientId: name,
	companyName: `Loja ${name}`,
	principals: [],
	sharedId: '1',
	shared: 'Full',
	credential: { id: '1', name: `Bling ${name}` },
});
const place = {
	n8n: 'http://n8n.example',
	owner: { email: 'dono@example.com', password: 'senha-1' },
	control: 'http://sandbox.example',
	bling: 'http://n8n.example/webhook/1/bling',
	captured: '{"a":1}',
	signature: 'sha256=00',
	vendors: {
		byType: {},
		pool: [account('A'), account('B')],
		publicApp: '',
		iset: { webhookToken: '' },
		intelipost: { user: '', password: '' },
		basic: { user: 'loja', password: 'senha-2' },
	},
	problems: ['x: y'],
};

test('both languages tell the same: steps, addresses, and what is to be chosen', () => {
	const [english, portuguese] = languages.map((language) => walk(language, place));
	const facts = (text: string) => ({
		steps: text.match(/^\d\./gm),
		addresses: text.match(/http:[^\s)]+/g),
		chosen: text.match(/"[^"\n]+"|CAN-300|PEDIDO\d+|CANCELADO|rejected/g),
	});
	expect(facts(portuguese)).toEqual(facts(english));
	expect(facts(english).steps).toHaveLength(8);
});

test('the language is that of the locale', () =>
	expect(['pt_BR.UTF-8', 'pt-BR', 'pt', 'en_US.UTF-8', 'C', ''].map(languageOf)).toEqual(['pt-BR', 'pt-BR', 'pt-BR', 'en', 'en', 'en']));
