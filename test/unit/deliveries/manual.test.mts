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
	['what was sent', sent, { ok: true, message: 'Enviado: order.updated de 1042. O resultado aparece na lista em instantes.' }],
	['several that were sent', [sent, sent], { ok: true, message: expect.stringContaining('(2 entregas)') }],
	[
		'one of several that was not accepted',
		[sent, { error: 'The trigger answered 503', description: 'Run this again.' }],
		{
			ok: false,
			message: 'Enviado: order.updated de 1042. O gatilho não aceitou 1.',
			details: ['O n8n disse: "The trigger answered 503"', 'Run this again.'],
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
		{ ok: false, message: 'Não enviado.', details: ['O n8n disse: "Bling answered 500"', 'Try later.'] },
	],
	[
		'an error output, with the form that it was asked for in',
		{ ok: true, action: 'manual', message: 'Envio manual solicitado.', error: 'It failed', details: { description: null } },
		{ ok: false, message: 'Não enviado.', details: ['O n8n disse: "It failed"'] },
	],
	[
		'an account that is not that of the credential',
		{ error: `The field "Account" ${foreignAccount}`, description: 'Choose the credential of that account.' },
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
