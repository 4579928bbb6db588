import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { oneMailAddress } from '../../../nodes/shared/privacy/mailAddress';
import { callExecute, place } from '../support/contexts.mts';

test.each([
	['cliente@example.com', 'cliente@example.com'],
	['  cliente@example.com ', 'cliente@example.com'],
	["maria.d'avila+nf-e_1@sub.example.com.br", "maria.d'avila+nf-e_1@sub.example.com.br"],
])('%j is one address', (given, address) => expect(oneMailAddress(given)).toEqual({ address }));

test.each([undefined, null, '', '   '])('%j is none', (given) => expect(oneMailAddress(given)).toEqual({ problem: 'empty' }));

test.each<[unknown]>([
	['a@example.com, b@example.com'],
	['a@example.com;b@example.com'],
	['a@example.com b@example.com'],
	['a@example.com\nb@example.com'],
	['a@example.com\r\nBcc: b@example.com'],
	['a@example.com\n'],
	['\ta@example.com'],
	['Cliente <b@example.com>'],
	['<b@example.com>'],
	['"a@example.com, x" <b@example.com>'],
	['"a b"@example.com'],
	['todos: a@example.com, b@example.com;'],
	['a@example.com(b@example.com)'],
	['a@example.com@b.example.com'],
	['a%b.example.com@example.com'],
	['b.example.com!a@example.com'],
	['a@localhost'],
	['a@[127.0.0.1]'],
	['a..b@example.com'],
	['.a@example.com'],
	['a@-example.com'],
	['á@example.com'],
	['a@exämple.com'],
	['a\u0000@example.com'],
	['a@example.com\u2028b@example.com'],
	[`${'x'.repeat(65)}@example.com`],
	[`a@${'x.'.repeat(130)}com`],
	['example.com'],
	[['a@example.com', 'b@example.com']],
	[{ address: 'a@example.com' }],
	[true],
	[0],
])('%j is not one address: nobody gets a mail', (given) => expect(oneMailAddress(given)).toEqual({ problem: 'several' }));

test('the operation gives the address or null, with the reason, and keeps the rest of the item', async () => {
	const read = async (emailText: string) =>
		(
			await callExecute(
				place({
					type: new WebhookDeliveries(),
					parameters: { resource: 'text', operation: 'readEmailAddress', emailText, emailOutputField: 'email' },
				}),
				[{ json: { nota: 1 } }],
			)
		).output[0].json;
	expect(await read('cliente@example.com')).toEqual({ nota: 1, email: 'cliente@example.com', emailProblem: null });
	expect(await read('cliente@example.com, outro@example.com')).toEqual({ nota: 1, email: null, emailProblem: 'several' });
	expect(await read('')).toEqual({ nota: 1, email: null, emailProblem: 'empty' });
});
