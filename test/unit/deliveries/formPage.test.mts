import type { IDataObject } from 'n8n-workflow';

import { FormPageTrigger } from '../../../nodes/FormPage/FormPageTrigger.node';
import { pageToken } from '../../../nodes/WebhookDeliveries/forms/token';
import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { callExecute, callWebhook, place } from '../support/contexts.mts';
import type { FakeRequest } from '../support/contexts.mts';

const access = { user: 'loja', password: 'fake-password-of-the-form' };
const workflowId = 'workflow-of-forms';
const path = 'estoque-configurar';

const form = (own: IDataObject = {}, credentials: Record<string, IDataObject> = { formAccessApi: access }) =>
	place({
		type: new FormPageTrigger(),
		workflowId,
		credentials,
		parameters: {
			path,
			formTitle: 'Configurar <b>',
			formDescription: 'Uma conta por vez.',
			buttonLabel: 'Salvar',
			formFields: {
				values: [
					{ fieldLabel: 'Conta', requiredField: true },
					{ fieldLabel: 'Simulação', fieldType: 'dropdown', fieldOptions: { values: [{ option: 'Ligada' }, { option: 'Desligada' }] } },
					{ fieldLabel: 'Limite', fieldType: 'number' },
					{ fieldLabel: 'Notas', fieldType: 'textarea' },
				],
			},
			...own,
		},
	});

const basic = ({ user, password }: typeof access) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const signedIn = { authorization: basic(access) };
const filledIn = { 'field-0': 'Conta A', 'field-1': 'Desligada', 'field-2': '30', 'field-3': ' a\r\nb ' };

const open = async (target: ReturnType<typeof form>, headers: FakeRequest['headers'] = signedIn) =>
	await callWebhook(target, { webhook: 'setup', headers });
const post = async (target: ReturnType<typeof form>, fields: Record<string, string>, headers: FakeRequest['headers'] = signedIn) =>
	await callWebhook(target, {
		body: new URLSearchParams(fields).toString(),
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
	});
const tokenOf = (page: unknown) => /name="token" value="([^"]+)"/.exec(String(page))?.[1] ?? '';

test('the page asks for the password, and shows the form with a token; nobody may frame or keep it', async () => {
	expect(await open(form(), {})).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Basic/) } });
	const { status, body, headers, items } = await open(form());
	expect([status, items]).toEqual([200, undefined]);
	expect(body).toMatch(/<h1>Configurar &lt;b&gt;<\/h1>[\s\S]*Uma conta por vez[\s\S]*<select name="field-1"[\s\S]*<button[^>]*>Salvar/);
	expect(tokenOf(body)).not.toBe('');
	expect(headers).toMatchObject({
		'x-frame-options': 'DENY',
		'cache-control': 'no-store',
		'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
	});
});

test('what must be filled in is marked, for eyes by a star and for screen readers by the field itself', async () => {
	const { body } = await open(form());
	expect(body).toMatch(/Conta\s*<span class="mark" aria-hidden="true">\*<\/span>\s*<\/span>\s*<input[^>]*required/);
	expect(body).toMatch(/<span class="mark" aria-hidden="true">\*<\/span> obrigatório/);
	expect(body).not.toMatch(/Simulação\s*<span class="mark"/);
	const optional = await open(form({ formFields: { values: [{ fieldLabel: 'Notas' }] } }));
	expect(optional.body).not.toMatch(/class="mark"/);
});

test('what was filled in on the page starts the workflow, by label', async () => {
	const target = form();
	const token = tokenOf((await open(target)).body);
	const { items } = await post(target, { ...filledIn, token });
	expect(items?.map(({ json }) => json)).toEqual([
		{ Conta: 'Conta A', Simulação: 'Desligada', Limite: 30, Notas: 'a\nb', submittedAt: expect.stringMatching(/Z$/) },
	]);
	const { items: partly } = await post(target, { 'field-0': 'Conta A', 'field-1': '', 'field-2': '', token });
	expect(partly?.[0].json).toMatchObject({ Simulação: null, Limite: null, Notas: null });
});

const bound = [workflowId, path, access.user];
const now = Date.now();
const strangers: Array<[name: string, token: string | undefined]> = [
	['without a token, as a foreign page sends it', undefined],
	['an empty token', ''],
	['a token of another form of this workflow', pageToken(access.password, [workflowId, 'estoque-conciliar', access.user])],
	['a token of the same path in another workflow', pageToken(access.password, ['other', path, access.user])],
	['a token of another person', pageToken(access.password, [workflowId, path, 'outra'])],
	['a token made before the password was changed', pageToken('old-password', bound)],
	['a token that expired', pageToken(access.password, bound, now - 31 * 60_000)],
	['a token whose time was moved', pageToken(access.password, bound, now).replace(/^\d+/, String(Math.floor(now / 1000) + 9_999))],
	['the signature alone', pageToken(access.password, bound).split('.')[1]],
];

test.each(strangers)('%s: refused, and nothing starts, though the browser sent the password', async (_, token) => {
	const { status, body, items } = await post(form(), { ...filledIn, ...(token === undefined ? {} : { token }) });
	expect([status, items]).toEqual([403, undefined]);
	expect(body).toMatch(/Nada foi lido nem gravado/);
});

test('what a foreign page filled in is not offered to the person; what expired is', async () => {
	const foreign = await post(form(), { ...filledIn, 'field-0': 'Conta do atacante' });
	expect(foreign.body).not.toMatch(/Conta do atacante|selected/);
	const expired = await post(form(), { ...filledIn, token: pageToken(access.password, bound, now - 31 * 60_000) });
	expect(expired.body).toMatch(/value="Conta A"/);
});

test.each([
	['without', {}],
	['of another person', { authorization: basic({ ...access, user: 'outra' }) }],
	['empty', { authorization: basic({ user: '', password: '' }) }],
])('a password %s: 401, even with a right token', async (_, headers) => {
	const { status, items } = await post(form(), { ...filledIn, token: pageToken(access.password, bound) }, headers);
	expect([status, items]).toEqual([401, undefined]);
});

test.each<[string, Record<string, string>, RegExp]>([
	['a required field left out', { 'field-0': '  ' }, /&quot;Conta&quot; não foi preenchido/],
	['an option that is not offered', { 'field-1': 'Talvez' }, /&quot;Simulação&quot; não é uma das opções/],
	['a number that is none', { 'field-2': '1e999' }, /&quot;Limite&quot; não é um número/],
	['200,001 characters', { 'field-3': 'x'.repeat(200_001) }, /&quot;Notas&quot; é longo demais/],
])('%s: refused by the name of the field, and what was filled in stays', async (_, changed, message) => {
	const { status, body, items } = await post(form(), { ...filledIn, token: pageToken(access.password, bound), ...changed });
	expect([status, items]).toEqual([400, undefined]);
	expect(body).toMatch(message);
	if (!('field-0' in changed)) expect(body).toMatch(/value="Conta A"/);
});

test.each<[string, ReturnType<typeof form>]>([
	['no credential', form({}, {})],
	['a credential without a password', form({}, { formAccessApi: { user: 'loja', password: '' } })],
	['a field of a type that does not exist', form({ formFields: { values: [{ fieldLabel: 'A', fieldType: 'file' }] } })],
])('%s: no form, and nothing starts', async (_, target) => {
	for (const answer of [await open(target), await post(target, filledIn)]) expect([answer.status, answer.items]).toEqual([503, undefined]);
});

const markup = '<img src=https://evil.example/x><iframe src=//evil.example></iframe><script>1</script>"\'';

async function answered(parameters: IDataObject) {
	const target = place({ type: new WebhookDeliveries(), parameters: { resource: 'formPage', operation: 'answer', ...parameters } });
	const { output, responses } = await callExecute(target, [{ json: { kept: 1 } }, { json: { kept: 2 } }]);
	return { output: output.map(({ json }) => json), responses };
}

test('a page shows markup as text, wherever it stands, and cannot be framed', async () => {
	const content = [
		{ heading: markup },
		{ paragraph: markup },
		{ code: markup, label: markup },
		{ link: `https://example.com/${markup}`, label: markup },
		{ link: `javascript:${markup}`, label: markup },
		{ list: [markup, null] },
		{ steps: [markup] },
		{ table: [[markup, markup]] },
	];
	const { output, responses } = await answered({
		title: markup,
		message: markup,
		content,
		nextAddress: 'https://n8n.example.com/webhook-waiting/1?signature=abc',
		buttonLabel: markup,
		nextFields: [
			{ fieldLabel: markup, placeholder: markup },
			{ fieldLabel: markup, fieldType: 'dropdown', fieldOptions: { values: [{ option: markup }] } },
		],
	});
	expect(output).toEqual([{ kept: 1 }, { kept: 2 }]);
	const [{ body, headers }, ...more] = responses as Array<{ body: string; headers: object }>;
	expect(more).toEqual([]);
	expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'content-type': expect.stringContaining('text/html') });
	expect(body).not.toMatch(/<(img|iframe|script)|href="javascript|\son\w+=/i);
	expect(body).toMatch(/<form method="post" action="https:\/\/n8n\.example\.com\/webhook-waiting\/1\?signature=abc">/);
	expect(body.match(/&lt;iframe/g)?.length).toBeGreaterThan(12);
});

test.each<[string, IDataObject, RegExp]>([
	['a block that does not exist', { content: [{ html: '<b>' }] }, /"Content" has an unknown block/],
	['content that is no JSON', { content: '[' }, /"Content" is not JSON/],
	['a question without label', { nextFields: [{}] }, /"Next Fields" has an invalid question/],
	['an address that is none', { nextAddress: 'javascript:alert(1)' }, /"Next Address" is not an address/],
])('%s is refused', async (_, parameters, message) => {
	await expect(answered({ title: 'Fim', ...parameters })).rejects.toThrow(message);
});
