import type { Locator, Page } from 'playwright-core';
import { selectors } from 'playwright-core';

import { owner, until } from '../../scripts/n8n-instance.mts';

// n8n's own tests find things by this attribute.
selectors.setTestIdAttribute('data-test-id');

/** Signs in through the form, as the owner of a test instance if nobody else is named. */
export async function signIn(page: Page, url: string, { email, password }: { email: string; password: string } = owner): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(email);
	await page.locator('input[name=password]').fill(password);
	await page.locator('input[name=password]').press('Enter');
	await page.waitForURL(/\/(home|workflow)/);
}

/** Opens an empty canvas. */
export async function newWorkflow(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('canvas-add-button').waitFor();
}

/** Opens the node panel where it is closed, and types into its search. */
export async function searchNode(page: Page, words: string): Promise<void> {
	const search = page.getByTestId('node-creator-search-bar');
	if (!(await search.isVisible())) await page.getByTestId('node-creator-plus-button').click();
	await search.fill(words);
}

/** An entry of the node panel: a node that was found, or one of its triggers and actions. */
export const entry = (page: Page, name: string): Locator => page.getByTestId('node-creator-item-name').getByText(name, { exact: true });

/** Drags an entry of the node panel to the canvas; n8n opens the new node. */
export async function dragToCanvas(page: Page, name: string): Promise<void> {
	await entry(page, name).dragTo(page.getByTestId('canvas'), { targetPosition: { x: 320, y: 320 } });
	await nodeView(page).waitFor();
}

/** A node on the canvas. */
const canvasNode = (page: Page, name: string): Locator =>
	page.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`);

/** Opens a node of the canvas. */
export async function openNode(page: Page, name: string): Promise<void> {
	await canvasNode(page, name).dblclick();
	await nodeView(page).waitFor();
}

/** A field of the open node, by parameter name. */
export const parameter = (page: Page, name: string): Locator => nodeView(page).getByTestId(`parameter-input-${name}`);

/** Says in which way a thing is chosen, such as "By SKU", and types what names it. */
export async function chooseBy(page: Page, name: string, way: string, value: string): Promise<void> {
	await parameter(page, name).getByTestId('rlc-mode-selector').click();
	await page.locator('.el-select-dropdown__item:visible').filter({ hasText: way }).first().click();
	await parameter(page, name).getByTestId('rlc-input').fill(value);
	// The editor takes over what is typed a little later, and until then calls the field empty.
	await page.waitForTimeout(1_000);
}

/** Chooses a thing from the list that the vendor answers, after a search. */
export async function chooseFromList(page: Page, name: string, sought: string): Promise<void> {
	await parameter(page, name).getByTestId('rlc-input').click();
	await page.getByTestId('rlc-search').fill(sought);
	await page.getByTestId('rlc-item').getByText(sought).first().click();
}

/** Runs the open node alone, and waits until its output shows these texts. */
export async function runShown(page: Page, texts: string[]): Promise<void> {
	await nodeView(page).getByTestId('node-execute-button').first().click();
	for (const text of texts) await nodeView(page).getByTestId('output-panel').getByText(text).first().waitFor();
}

/** The view of one node that lies over the canvas. */
export const nodeView = (page: Page): Locator => page.getByTestId('ndv');

/** Closes the view of a node and waits until the canvas is free. */
export async function closeNode(page: Page): Promise<void> {
	await page.getByTestId('ndv-close-button').click();
	await nodeView(page).waitFor({ state: 'hidden' });
}

/**
 * Publishes the workflow from the view of its trigger, and waits until its production address answers. Returns that
 * address as the trigger shows it, and as this machine reaches it (`n8n` is its origin).
 */
export async function publishShown(page: Page, n8n: string): Promise<{ shown: string; reached: string }> {
	const shown = await shownAddress(page, 'production');
	await closeNode(page);
	await page.getByTestId('workflow-open-publish-modal-button').click();
	await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
	const reached = n8n + new URL(shown).pathname;
	await until(`${reached} to answer`, async () => ((await fetch(reached)).ok ? true : undefined));
	await dismissDialogs(page);
	return { shown, reached };
}

/** The dialogue in which a credential is filled in and tested. */
export const credentialForm = (page: Page): Locator => page.getByTestId('editCredential-modal');

/** Waits until the page "Executions" shows a successful one, with its nodes. */
export async function executionShown(page: Page): Promise<void> {
	await page
		.getByText(/^Succeeded/)
		.first()
		.waitFor();
	// In a frame of its own or not, as n8n likes.
	await until('the nodes of the execution', async () => {
		const counts = await Promise.all(page.frames().map(async (frame) => await frame.getByTestId('canvas-node').count()));
		return counts.some((count) => count > 0) ? true : undefined;
	});
	// The canvas glides into place.
	await page.waitForTimeout(1_000);
}

/** From now on closes whatever n8n lays over the page, whenever that is in the way of a click: what follows a first publication comes late on a busy machine. */
const dismissDialogs = async (page: Page): Promise<void> =>
	await page.addLocatorHandler(page.getByRole('dialog').first(), async () => await page.keyboard.press('Escape'));

/** Chooses an entry of a list in the open credential form, by parameter name. */
export async function chooseOption(page: Page, name: string, option: string): Promise<void> {
	await credentialForm(page).getByTestId(`parameter-input-${name}`).locator('input').click();
	await page.locator('.el-select-dropdown__item:visible').filter({ hasText: option }).first().click();
}

/** Types into the open credential form, by parameter name, and presses "Save"; n8n then tests the credential. */
export async function saveCredential(page: Page, values: Record<string, string>): Promise<void> {
	for (const [name, value] of Object.entries(values))
		await credentialForm(page).getByTestId(`parameter-input-${name}`).locator('input').fill(value);
	await page.getByTestId('credential-save-button').click();
}

/** The address that the open trigger shows. */
export async function shownAddress(page: Page, kind: 'test' | 'production'): Promise<string> {
	const address = nodeView(page).getByText(kind === 'test' ? /\/webhook-test\/[0-9a-f-]{36}\// : /\/webhook\/[0-9a-f-]{36}\//);
	if (!(await nodeView(page).getByTestId('radio-button-test').isVisible())) await nodeView(page).getByText('Webhook URLs').click();
	await nodeView(page).getByTestId(`radio-button-${kind}`).click();
	return (await address.innerText()).trim();
}

/** Waits until the canvas shows all nodes of a workflow, then shows it whole, as large as it fits. */
export async function canvasShows(page: Page, nodes: Array<{ name: string; type: string }>): Promise<void> {
	for (const { name, type } of nodes) if (!type.endsWith('.stickyNote')) await canvasNode(page, name).waitFor({ state: 'attached' });
	await page.getByTestId('zoom-to-fit').click();
	// The canvas glides there.
	await page.waitForTimeout(500);
}
