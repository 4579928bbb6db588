import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';
import { z } from 'zod';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violations = z.array(
	z.object({
		id: z.string(),
		impact: z.string().nullable(),
		help: z.string(),
		nodes: z.array(z.object({ html: z.string() })),
	}),
);

/** What axe finds serious or critical on a page, a line each. */
export async function barriers(page: Page): Promise<string[]> {
	await page.evaluate(axeSource);
	const found = violations.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
	return found
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

/** How many pixels of the page lie beyond the right edge of the window. */
export const overhang = async (page: Page) =>
	z.number().parse(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
