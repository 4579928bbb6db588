import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';

import type { BrowserContext, Locator, Page } from 'playwright-core';

import { freePort, until } from '../../scripts/n8n-instance.mts';
import { node24, node24Environment, nodeFlags, root } from '../../scripts/setup.mjs';
import { launchChromium } from '../browser/chromium.mts';
import { signIn } from '../browser/editor.mts';
import { report, run } from '../browser/panel.mts';
import { packedTarball } from '../support/instance.mts';

// What `npm start` prints, done as it is printed: every address, name and label that is used here is read from it.

/** Generous: the machine that runs the tests may have other work. */
const patience = 300_000;

const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-demo-'));
const demo = spawn(
	node24,
	[
		...nodeFlags,
		join(root, 'scripts', 'demo.mts'),
		await packedTarball(),
		'--lang',
		'en',
		'--folder',
		folder,
		'--port',
		String(await freePort()),
	],
	{ stdio: ['ignore', 'pipe', 'inherit'], env: node24Environment() },
);
let printed = '';
demo.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
const ended = new Promise<void>((resolve) => demo.once('close', () => resolve()));
const endToo = () => demo.kill('SIGTERM');
process.once('exit', endToo);
const browser = await launchChromium();
after(async () => {
	await browser.close();
	endToo();
	await ended;
	await rm(folder, { recursive: true, force: true });
});

await until(
	'the walk-through to be printed',
	async () => {
		if (demo.exitCode !== null) throw new Error(`It ended with ${demo.exitCode}:\n${printed}`);
		return printed.includes('Ctrl+C ends everything') ? true : undefined;
	},
	300_000,
);

/** What the walk-through says at a place; the test fails where it no longer says it. */
function told(pattern: RegExp, text = printed): string {
	const found = pattern.exec(text)?.[1];
	assert.ok(found, `${pattern} is not in what was printed:\n${text}`);
	return found;
}
const step = (number: number) => told(new RegExp(`\\n(${number}\\. [\\s\\S]*?)\\n\\n(?=\\d\\. |Ctrl)`));

const n8nUrl = told(/n8n is running:\s+(\S+)/);
const sandboxUrl = told(/On (http\S+\/bling) →/, step(2));
const [fromCompany, sku, operation, quantity] = told(/choose (.+)\.\n/, step(2)).split(', ');
const toCompany = told(/open "(.+): … products"/, step(2));
const forms = { username: told(/user (\S+), password/, step(4)), password: told(/password (\S+?)\)/, step(4)) };

const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 900 } });
context.setDefaultTimeout(patience);
const editor = await context.newPage();
const sandbox = await context.newPage();

// A step that fails leaves pictures of what was there instead.
afterEach(async (step) => {
	if (!('passed' in step) || step.passed) return;
	for (const [index, page] of browser
		.contexts()
		.flatMap((each) => each.pages())
		.entries()) {
		await page.screenshot({ path: join(root, 'artifacts', `walkthrough-failed-${index + 1}.png`) }).catch(() => undefined);
	}
});

async function openInEditor(path: string): Promise<void> {
	await editor.goto(n8nUrl + path);
}

const choose = async (page: Page, action: string, field: string, label: string) =>
	(await page.locator(`#${action} [name="${field}"] option`, { hasText: label }).first().getAttribute('value')) ?? '';

/** The balance of the SKU that the sandbox's panel shows for an account. */
async function shown(company: string): Promise<number> {
	await sandbox.getByRole('link', { name: 'Refresh' }).click();
	const heading = sandbox.locator('summary', { hasText: `${company}: ` }).filter({ hasText: /products$/ });
	await heading.click();
	const row: Locator = heading.locator('..').locator('tr', { has: sandbox.getByRole('cell', { name: sku, exact: true }) });
	return Number(await row.locator('td').nth(4).innerText());
}

const untilShown = async (company: string, balance: number) =>
	await until(`${company} to show ${balance} ${sku}`, async () => ((await shown(company)) === balance ? true : undefined), patience);

async function changeStock(amount: string): Promise<void> {
	await run(sandbox, 'move-stock', {
		company: await choose(sandbox, 'move-stock', 'company', fromCompany),
		product: sku,
		operation,
		quantity: amount,
	});
	await report(sandbox, 'move-stock').getByText('Done.').waitFor();
}

test('a person signs in and finds every bundled workflow published', async () => {
	await signIn(editor, n8nUrl, { email: told(/sign in with\s+(\S+)/), password: told(/password\s+(\S+)\nThe sandbox/) });
	await openInEditor('/home/workflows');
	assert.doesNotMatch(printed, /Not published/);
	for (const file of (await readdir(join(root, 'workflows'))).filter((name) => name.endsWith('.json'))) {
		const { name } = JSON.parse(await readFile(join(root, 'workflows', file), 'utf8')) as { name: string };
		const card = editor
			.getByTestId(/^resources-list-item/)
			.filter({ hasText: name })
			.first();
		await card.getByText('Published', { exact: true }).waitFor();
	}
});

test('step 1: the captured delivery is accepted, a second time a duplicate, and is found in n8n and at the address', async () => {
	const address = told(/curl -i -X POST '([^']+)'/, step(1));
	const post = async () =>
		await (
			await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-bling-signature-256': told(/X-Bling-Signature-256: ([^']+)'/, step(1)) },
				body: told(/--data-binary '(.*)'/, step(1)),
			})
		).json();
	assert.deepEqual([await post(), await post()], [{ status: 'accepted' }, { status: 'duplicate' }]);

	await editor
		.getByText(told(/open "(.+?)" → Executions/, step(1)))
		.first()
		.click();
	await editor.getByTestId('radio-button-executions').click();
	await editor
		.getByText(/^Succeeded/)
		.first()
		.waitFor();

	await sandbox.goto(told(/Open (http\S+) in a browser/, step(1)));
	await sandbox.getByRole('heading', { name: 'How to register it at Bling' }).waitFor();
});

test('step 2: stock changed in account A is seen in account B, and written down', async () => {
	await sandbox.goto(sandboxUrl);
	await sandbox.locator('summary', { hasText: told(/"(Change the stock of a product)"/, step(2)) }).waitFor();
	// npm start has only just asked for all products.
	const before = await until(
		'both accounts to show one stock',
		async () => {
			const first = await shown(toCompany);
			await sandbox.waitForTimeout(3000);
			return (await shown(toCompany)) === first && first > 0 ? first : undefined;
		},
		patience,
	);
	await changeStock(quantity);
	await untilShown(toCompany, before + Number(quantity));

	await openInEditor('/home/datatables');
	await editor
		.getByText(told(/Data tables → (\S+)\./, step(2)))
		.first()
		.click();
	await editor.getByText(sku, { exact: true }).first().waitFor();
});

test('step 3 and 4: account B cannot be reached: an alert and no write; connected again, the form makes up for it', async () => {
	await sandbox.goto(sandboxUrl);
	const before = await shown(toCompany);
	const app = told(/"Revoke a user", choose "(.+?)"/, step(3));
	await run(sandbox, 'revoke-user', {
		app: await choose(sandbox, 'revoke-user', 'app', app),
		company: await choose(sandbox, 'revoke-user', 'company', toCompany),
	});
	await changeStock('5');
	const alert = await until('the alert', async () => /\nALERT [\s\S]*$/.exec(printed)?.[0], patience);
	assert.match(alert, /Estoque unificado[\s\S]*não foi possível ler a conta/);
	assert.doesNotMatch(alert, /\[object/);
	assert.equal(await shown(toCompany), before);

	await openInEditor('/home/credentials');
	await editor
		.getByText(told(/Credentials open "(.+?)"/, step(4)))
		.first()
		.click();
	const opened = context.waitForEvent('page');
	await editor.getByRole('button', { name: told(/press "(Switch account)"/, step(4)) }).click();
	const popup = await opened;
	await popup.locator('select[name=company]').selectOption({ label: told(/choose (.+?) and press/, step(4)) });
	await popup.getByRole('button', { name: told(/and press "(.+?)"/, step(4)) }).click();
	// It closes by itself, perhaps before anybody waits for that.
	if (!popup.isClosed()) await popup.waitForEvent('close', { timeout: 20_000 }).catch(() => undefined);

	const withPassword = await browser.newContext({ httpCredentials: forms });
	const form = await withPassword.newPage();
	form.setDefaultTimeout(patience);
	await form.goto(told(/(http\S+estoque-conciliar)/, step(4)));
	await form.locator('select').selectOption(told(/choose "(Suspeitos.+?)"/, step(4)));
	await form.getByRole('button', { name: told(/press "(Conciliar)"/, step(4)) }).click();
	await form.locator('[role=status]', { hasText: 'Recebido' }).waitFor();
	await untilShown(toCompany, before + 5);
});

/** The newest execution of a workflow, by the name that a step prints. */
async function untilExecuted(name: string): Promise<void> {
	await openInEditor('/home/executions');
	await editor
		.locator('tr', { hasText: name })
		.filter({ hasText: /Success/ })
		.first()
		.waitFor();
}

test('step 5: a refused invoice is told', async () => {
	await sandbox.goto(told(/on (http\S+\/nfeio) →/, step(5)));
	await run(sandbox, 'issue-service-invoice', { outcome: told(/choose "(rejected)"/, step(5)) });
	await until('the alert', async () => /\nALERT [^\n]*NFS-e não emitida/.exec(printed)?.[0], patience);
	await untilExecuted(told(/and "(NFE\.io: .+?)"/, step(5)));
});

test('step 6: a delivery on its way starts executions', async () => {
	await sandbox.goto(told(/on (http\S+\/intelipost) →/, step(6)));
	await run(sandbox, 'walk', { orderNumber: await choose(sandbox, 'walk', 'orderNumber', told(/choose (PEDIDO\d+)/, step(6))) });
	await untilExecuted(told(/\n\s+"(Intelipost: .+?)"/, step(6)));
});

test('step 7: a cancelled order starts one', async () => {
	await sandbox.goto(told(/on (http\S+\/iset) →/, step(7)));
	await run(sandbox, 'change-order', { status: told(/status ([A-Z]+)/, step(7)) });
	await untilExecuted(told(/\n\s+"(iSET: .+?)"/, step(7)));
});

test('step 8: the panel shows the deliveries and its buttons', async () => {
	const person = await browser.newContext({ httpCredentials: forms });
	const panel = await person.newPage();
	panel.setDefaultTimeout(patience);
	await panel.goto(told(/(http\S+painel-\S+)/, step(8)));
	await panel.getByText('Enviar manualmente').first().waitFor();
});
