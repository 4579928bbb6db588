import type { Locator, Page } from 'playwright-core';

/** What is put into one field: a text or choice, ticked or not, or what to tick in a list. */
type Input = string | boolean | readonly string[];

/** Fills and sends the form of one action on a page of the panel, as a person does. */
export async function run(page: Page, action: string, inputs: Record<string, Input> = {}): Promise<void> {
	const box = page.locator(`details#${action}`);
	if ((await box.getAttribute('open')) === null) await box.locator('> summary').click();
	for (const [name, input] of Object.entries(inputs)) await fill(box, name, input);
	await box.locator('button[type=submit]').click();
	await report(page, action).waitFor();
}

/** What the action reported, in its own box. */
export const report = (page: Page, action: string): Locator => page.locator(`details#${action} > .report`);

async function fill(box: Locator, name: string, input: Input): Promise<void> {
	const field = box.locator(`[name="${name}"]`);
	if (Array.isArray(input)) {
		for (const value of input) await box.locator(`[name="${name}"][value="${value}"]`).check();
	} else if (typeof input === 'boolean') await field.setChecked(input);
	else if ((await box.locator(`select[name="${name}"]`).count()) > 0) await field.selectOption(String(input));
	else await field.fill(String(input));
}

/** The entries of the dispatch log, newest first. */
export const log = (page: Page): Locator => page.locator('ul.log > li');

/** Loads the page until its newest dispatch is in a state ("Sucesso", "Falha"…). */
export async function untilNewest(page: Page, state: string): Promise<Locator> {
	const newest = log(page).first();
	for (const end = Date.now() + 15_000; Date.now() < end; ) {
		await page.getByRole('link', { name: 'Refresh' }).click();
		const badge = newest.locator('> details > summary .badge');
		if ((await log(page).count()) > 0 && (await badge.textContent()) === state) return newest;
		await page.waitForTimeout(50);
	}
	throw new Error(`The newest dispatch is not in state ${state}: ${await newest.textContent()}`);
}
