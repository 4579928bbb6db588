import { foreignAccount } from '../../../nodes/shared/operations/rebuild';
import { vendors } from '../../../nodes/vendors';
import { readOutcome } from '../../../nodes/WebhookDeliveries/report/outcome';
import { readQuery } from '../../../nodes/WebhookDeliveries/report/query';

const sent = { sent: true, vendor: 'bling', event: 'order.updated', id: 'x', reference: '1042' };

test.each<[what: string, given: unknown, shown: object | undefined]>([
	[
		'a form that was refused',
		{ ok: false, message: 'Não vale.', details: [], valid: false },
		{ ok: false, message: 'Não vale.', status: 403 },
	],
	['what was resent', { ok: true, message: '1042: reenviado.', valid: true }, { ok: true, message: '1042: reenviado.', status: 200 }],
	[
		'what was sent',
		sent,
		{ ok: true, message: 'Enviado: "Pedido de Venda: alteração" de 1042. O resultado aparece na lista em instantes.' },
	],
	['several that were sent', [sent, sent], { ok: true, message: expect.stringContaining('(2 entregas)') }],
	[
		'one of several that was not accepted',
		[sent, { error: 'The trigger of the workflow "Pedidos" answered 503 to the resend of x', description: 'Run this again.' }],
		{
			ok: false,
			message: 'Enviado: "Pedido de Venda: alteração" de 1042. O gatilho não aceitou 1 entrega.',
			details: ['O gatilho do workflow "Pedidos" não pôde guardar a entrega agora. Envie de novo mais tarde.'],
		},
	],
	[
		'what the vendor does not have',
		{ found: false, vendor: 'bling', reference: '9' },
		{ ok: false, message: 'Não enviado: 9 não foi encontrado no fornecedor, ou não teve este evento.' },
	],
	[
		'an error output',
		{ error: 'Bling answered 500', details: { message: 'Bling answered 500', description: 'Try later.' } },
		{ ok: false, message: 'Não enviado.', details: ['O Bling respondeu 500. Veja a execução no n8n.'] },
	],
	[
		'an error output, with the form that it was asked for in',
		{ ok: true, action: 'manual', message: 'Envio manual solicitado.', error: 'It failed', details: { description: null } },
		{ ok: false, message: 'Não enviado.', details: ['O n8n disse: "It failed"'] },
	],
	[
		'an account that is not that of the credential',
		{ error: `The field "Account" ${foreignAccount}`, description: "Choose that account's credential." },
		{ ok: false, message: 'Não enviado.', details: ['O pedido, a nota ou o produto não é da conta escolhida.'] },
	],
	['an error with personal data', { error: 'CPF 529.982.247-25' }, { details: ['O n8n disse: "CPF ***"'] }],
	['nothing', undefined, undefined],
	['an empty list', [], undefined],
	['what no node of the panel returns', { hello: 1 }, undefined],
])('%s', (_, given, shown) => {
	const outcome = readOutcome(given);
	if (shown === undefined) expect(outcome).toBeUndefined();
	else expect(outcome).toMatchObject(shown);
});

test.each<[error: string, description: string, shown: string]>([
	['The field "Reference" must be a whole number above zero, not "x"', '', 'Informe um número inteiro maior que zero.'],
	[
		'The trigger "Conta B" of the workflow "Pedidos" has never received deliveries of the account conta-1',
		"Choose that account's trigger. Nothing was sent.",
		'O gatilho "Conta B" do workflow "Pedidos" nunca recebeu nada da conta conta-1: escolha o gatilho dessa conta, ou inclua a conta neste gatilho. Nada foi enviado.',
	],
	[
		'The trigger "Conta B" ignored the delivery x',
		'Open the trigger "Conta B" of the workflow "Pedidos": its events, accounts or options exclude the event order.updated.',
		'O gatilho "Conta B" ignorou a entrega: abra o gatilho e veja os eventos, as contas e as opções dele. Nada foi processado.',
	],
	[
		'n8n answered 403 to GET /workflows: Forbidden',
		'The API key lacks the scope workflow:list, or its user is not allowed to do this. Add the scope to the key under Settings → n8n API.',
		'A chave da API do n8n não tem o escopo workflow:list, ou o usuário dela não pode fazer isso: inclua o escopo em Settings → n8n API.',
	],
	[
		'Bling answered 400 VALIDATION_ERROR to GET /pedidos/vendas: O período é inválido',
		'Correct the input mentioned above.',
		'O Bling respondeu 400: "O período é inválido". Veja a execução no n8n.',
	],
	[
		'NFE.io could not be reached (ECONNREFUSED)',
		"Check this n8n's network",
		'Não foi possível acessar a NFE.io. Tente de novo mais tarde.',
	],
])('the panel says %j in Portuguese', (error, description, shown) => {
	expect(readOutcome({ error, description })?.details).toEqual([shown]);
});

test('a posted form means the page that it stood in', () => {
	expect(readQuery({ acao: 'manual', voltar: '?periodo=today&aba=todos&busca=1042' })).toMatchObject({
		preset: 'today',
		tab: 'all',
		search: '1042',
	});
	expect(readQuery({ periodo: 'today' })).toMatchObject({ preset: 'today' });
});

test('only what can be fetched is offered, each once, of events that exist, in Portuguese', () => {
	for (const { events, rebuilds = [] } of vendors) {
		expect(rebuilds.length).toBeGreaterThan(0);
		expect(rebuilds.filter(({ event }) => !events.includes(event))).toEqual([]);
		expect(rebuilds.filter(({ event }) => /deleted|removed|category|\*/.test(event))).toEqual([]);
		expect(new Set(rebuilds.map(({ label }) => label)).size).toBe(rebuilds.length);
	}
});
