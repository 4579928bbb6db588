// Last part of `npm run docs:screenshots`: each vendor's trigger and credential form in n8n's editor, and each bundled
// workflow on its canvas. Names of parts as arguments take only those: `forms`, `workflows`. The pictures of the way from
// the node panel to the resent delivery are taken by test/browser/editor.test.mts.
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { vendors } from '../../nodes/vendors.ts';
import { freePort, N8nInstance } from '../n8n-instance.mts';
import { packPackage, root } from '../setup.mjs';
import { bundledWorkflow } from '../bundled.mts';
import { launchChromium } from '../../test/browser/chromium.mts';
import { canvasShows, credentialForm, entry, newWorkflow, nodeView, searchNode, signIn } from '../../test/browser/editor.mts';

const folder = join(root, 'docs', 'images');
const viewport = { width: 1366, height: 800 };
const largest = 600 * 1024;
/** The address shown in the triggers: pictures contain nothing of this machine. */
const publicUrl = 'https://n8n.minhaloja.com.br/';

/** Only the workflow itself: not the editor around it, nor its overlays on the canvas. */
const onlyTheWorkflow = `
	body { visibility: hidden }
	.vue-flow__transformationpane { visibility: visible }
	[data-test-id=canvas-handle-plus-wrapper] { display: none }
`;

/** Small enough for a page; says so. */
async function keep(page: Page, name: string, clip?: Box): Promise<void> {
	const file = join(folder, `${name}.png`);
	await page.screenshot({ path: file, animations: 'disabled', clip });
	const { size } = await stat(file);
	if (size > largest) throw new Error(`${name}.png has ${size} bytes, more than ${largest}`);
	console.log(`docs/images/${name}.png ${Math.round(size / 1024)} KB`);
}

/** The trigger and the credential form of each vendor, as they are before anything is typed. */
async function forms(page: Page, n8n: string): Promise<void> {
	for (const { vendor, displayName } of vendors) {
		await newWorkflow(page, n8n);
		await searchNode(page, displayName);
		await entry(page, displayName).click();
		await page.getByTestId('node-creator-item-name').filter({ hasText: /^On / }).first().click();
		await nodeView(page).waitFor();
		await nodeView(page).getByText('Webhook URLs').click();
		await keep(page, `gatilho-${vendor}`);
		await nodeView(page)
			.getByRole('button', { name: /^Connect to (?!N8n)/ })
			.click();
		await credentialForm(page).getByTestId('credential-save-button').waitFor();
		await page.setViewportSize({ ...viewport, height: 1000 });
		await keep(page, `credencial-${vendor}`);
		await page.setViewportSize(viewport);
	}
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** The area around all these boxes, with some room for the names below the nodes. */
function around(boxes: Box[], room = 64): Box {
	const x = Math.min(...boxes.map((box) => box.x)) - room;
	const y = Math.min(...boxes.map((box) => box.y)) - room;
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + room;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + room;
	return { x, y, width: right - x, height: bottom - y };
}

/** Each bundled workflow, whole, on a canvas large enough for its texts to be read. */
async function workflows(page: Page, n8n: N8nInstance): Promise<void> {
	await mkdir(join(folder, 'workflows'), { recursive: true });
	const files = (await readdir(join(root, 'workflows'))).filter((name) => name.endsWith('.json'));
	await page.setViewportSize({ width: 4400, height: 2700 });
	for (const file of files) {
		const { id, nodes } = await n8n.createWorkflow(await bundledWorkflow(file));
		await page.goto(`${n8n.url}/workflow/${id}`);
		await canvasShows(page, nodes);
		await page.addStyleTag({ content: onlyTheWorkflow });
		const boxes = await Promise.all(
			(await page.locator('.vue-flow__node, .vue-flow__edge-path').all()).map(async (part) => await part.boundingBox()),
		);
		await keep(page, `workflows/${file.replace('.json', '')}`, around(boxes.filter((box) => box !== null)));
	}
}

const parts = process.argv.slice(2);
const wanted = (part: string) => parts.length === 0 || parts.includes(part);

// A signal alone would leave n8n running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const home = await mkdtemp(join(tmpdir(), 'brasil-webhooks-docs-'));
const tarball = process.env.PACKED_TARBALL ?? (await packPackage());
const n8n = await N8nInstance.start({ folder: home, tarball, port: await freePort(), env: { WEBHOOK_URL: publicUrl } });
const browser = await launchChromium();
try {
	const context = await browser.newContext({ viewport, locale: 'pt-BR' });
	context.setDefaultTimeout(120_000);
	const page = await context.newPage();
	await signIn(page, n8n.url);
	if (wanted('forms')) await forms(page, n8n.url);
	if (wanted('workflows')) await workflows(page, n8n);
} finally {
	await browser.close();
	await n8n.stop();
	await rm(home, { recursive: true, force: true });
}
