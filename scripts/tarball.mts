// `npm run docs:tarball`: the way of docs/en/get-started.md with the package's file, in an n8n that nobody has used yet: packed,
// installed by the command of that page, everything else in the browser. Prints how long each step took.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { freePort, N8nInstance, owner } from './n8n-instance.mts';
import { ensureN8n, node24Environment, packPackage, run } from './setup.mjs';
import { launchChromium } from '../test/browser/chromium.mts';
import {
	credentialForm,
	dragToCanvas,
	entry,
	executionShown,
	newWorkflow,
	nodeView,
	publishShown,
	saveCredential,
	searchNode,
} from '../test/browser/editor.mts';
import { capturedBody, clientSecret, post } from '../test/support/bling.mts';

/** A public address, which the trigger needs to be published. */
const publicUrl = 'https://n8n.minhaloja.com.br/';

const took: string[] = [];
async function timed<T>(step: string, play: () => Promise<T>): Promise<T> {
	const start = performance.now();
	const result = await play();
	took.push(`| ${step} | ${((performance.now() - start) / 1000).toFixed(0)} s |`);
	console.log(took.at(-1));
	return result;
}

/** The first page of an n8n that has no account yet. */
async function createAccount(page: Page, n8n: string): Promise<void> {
	await page.goto(`${n8n}/setup`);
	for (const name of ['email', 'firstName', 'lastName', 'password'] as const) await page.locator(`input[name=${name}]`).fill(owner[name]);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/setup'));
}

async function addTrigger(page: Page, n8n: string): Promise<void> {
	await newWorkflow(page, n8n);
	await searchNode(page, 'estoque');
	await entry(page, 'Bling').click();
	await entry(page, 'On stock created').waitFor();
	await dragToCanvas(page, 'On stock created');
}

/** Without connecting the account: the trigger only needs the secret. */
async function createCredential(page: Page): Promise<void> {
	await nodeView(page).getByRole('button', { name: 'Connect to Bling' }).click();
	await saveCredential(page, { clientId: 'test-client-id', clientSecret });
	// n8n asks whether the account should be connected first.
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Close', exact: true }).click();
	await credentialForm(page).waitFor({ state: 'hidden' });
}

async function deliver(page: Page, address: string): Promise<void> {
	const { status, body } = await post(address, capturedBody);
	if (status !== 200) throw new Error(`The delivery was answered ${status} ${JSON.stringify(body)}`);
	await page.getByTestId('radio-button-executions').click();
	await executionShown(page);
}

// A signal alone would leave n8n running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const n8nFolder = await ensureN8n();
const home = await mkdtemp(join(tmpdir(), 'brasil-webhooks-tarball-'));
const browser = await launchChromium();
let n8n: N8nInstance | undefined;
try {
	const tarball = await timed('`npm run build && npm pack`', packPackage);
	await timed('install the file', async () => {
		const nodes = join(home, '.n8n', 'nodes');
		await mkdir(nodes, { recursive: true });
		await run('npm', ['install', tarball, '--omit=peer', '--ignore-scripts'], { cwd: nodes, env: node24Environment() });
	});
	const { url } = (n8n = await timed(
		'first start of n8n, which creates its database',
		async () => await N8nInstance.launch(n8nFolder, home, await freePort(), { WEBHOOK_URL: publicUrl }),
	));
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'pt-BR' });
	context.setDefaultTimeout(120_000);
	const page = await context.newPage();
	await timed('create the account in n8n', async () => await createAccount(page, url));
	await timed('find the trigger and put it on the canvas', async () => await addTrigger(page, url));
	await timed('create the credential', async () => await createCredential(page));
	const { reached: address } = await timed('publish, until the address answers', async () => await publishShown(page, url));
	await timed('a signed delivery, until its execution is seen', async () => await deliver(page, address));
} finally {
	await browser.close();
	await n8n?.stop();
	await rm(home, { recursive: true, force: true });
}
