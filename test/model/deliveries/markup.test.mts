import { delivery, execution, FakeN8n, triggerNode, workflow } from '../../unit/deliveries/support.mts';

/** Whatever a vendor, a buyer or an address says stays text on every page, and breaks none. */
let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const hostile: Array<[name: string, text: string]> = [
	['a frame', '<iframe src="https://evil.example.com"></iframe>'],
	['a link', '<a href="https://evil.example.com">entrar</a>'],
	['an image', '<img src=https://evil.example.com/x onerror=alert(1)>'],
	['a script', '</title></style><script>alert(1)</script>'],
	['a form', '</form><form action="https://evil.example.com"><button>entrar</button>'],
	['quotes', `" autofocus onfocus="alert(1)" x='`],
	['an address that runs', 'javascript:alert(1)'],
	['an address of data', 'data:text/html;<b>x</b>'],
	['entities', '&lt;b&gt;&#60;b>'],
	['a comment', '--><!-- x'],
	['a lone surrogate', '7\ud800'],
	['another', '\udc00<b>'],
	['zero bytes', 'a\u0000<b>'],
];

/** The page without what it may hold: its own tags, as they are for texts without markup. */
const tagsOf = (html: string) => [...html.matchAll(/<(\/?[a-z!][^\s>/]*)/gi)].map(([, name]) => name.toLowerCase());
const attributesOf = (html: string) => [...html.matchAll(/\s([a-z-]+)=(?=")/gi)].map(([, name]) => name).sort();
const addressesOf = (html: string) => [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address);

const pageWith = async (text: string) => {
	const fields = {
		event: text,
		id: text,
		account: text,
		accountName: text,
		state: text,
		reference: text,
		occurredAt: text,
		receivedAt: text,
		vendor: text,
		data: { [text]: text },
	};
	const trigger = triggerNode({ name: text });
	n8n.workflows = [workflow({ name: text, nodes: [trigger], settings: { saveDataSuccessExecution: 'none' } })];
	const row = execution([delivery(fields), delivery({ ...fields, id: `${text}2` })], { id: '1', status: 'error', triggerNode: trigger });
	row.data.resultData.error = { message: text, description: text, node: { name: text } };
	const tags = { vendor: text, event: text, account: text, reference: text, delivery_id: text, outcome: 'emitted' };
	n8n.executions = [row, execution([], { id: '2', data: null, customData: tags, status: 'error', workflowData: { nodes: [trigger] } })];
	const query = { aba: 'todos', busca: '', periodo: 'last24Hours' };
	const panelAddresses = { entries: [{ vendor: text, address: 'https://painel.example.com/{reference}' }] };
	const options = { title: text, panelAddresses, outcome: { ok: false, message: text, details: [text] } };
	const pages: string[] = [];
	for (const own of [
		{ query, options },
		{ query: { ...query, busca: text, de: text, ate: text }, options },
		{ query, accounts: [text] },
	])
		pages.push(String((await n8n.run({ resource: 'report', operation: 'render', ...own }))[0].html));
	return pages;
};

test.each(hostile)('%s in every field', async (_name, text) => {
	const plain = await pageWith('texto');
	const pages = await pageWith(text);
	for (const [index, html] of pages.entries()) {
		expect(tagsOf(html)).toEqual(tagsOf(plain[index]));
		expect(attributesOf(html)).toEqual(attributesOf(plain[index]));
		for (const address of addressesOf(html)) expect(address).toMatch(/^(\?|https:\/\/painel\.example\.com\/|http:\/\/127\.0\.0\.1:)/);
		expect(html.isWellFormed()).toBe(true);
	}
});

test('a megabyte in every field makes no large page', async () => {
	const [plain] = await pageWith('texto');
	const [page] = await pageWith(`Pedido ${'9'.repeat(1_000_000)}`);
	expect(page.length).toBeLessThan(plain.length + 20_000);
	expect(page).toMatch(/Pedido 9+…/);
});

test('a delivery whose id is no well-formed text is resent by its button', async () => {
	n8n.executions = [execution([delivery({ id: '7\ud800', reference: '7\ud800' }), delivery()], { id: '1', status: 'error' })];
	const [{ html }] = await n8n.run({ resource: 'report', operation: 'render', query: {} });
	const form = [...String(html).matchAll(/<form\s+method="post"[\s\S]*?<\/form>/g)]
		.map(([text]) => text)
		.find((text) => text.includes('value="resend"') && text.includes('7'));
	const fields = Object.fromEntries([...String(form).matchAll(/name="(\w+)"\s+value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
	const [done] = await n8n.run({ resource: 'report', operation: 'handleAction', formFields: fields });
	expect(done).toMatchObject({ ok: true });
	// Made well-formed where n8n's answer is read, as the trigger itself does.
	expect(n8n.posted.map(({ body }) => body.id)).toEqual(['7\ufffd']);
});
