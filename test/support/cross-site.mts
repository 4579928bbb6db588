import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { html } from '../../sandbox/core/html.mts';

/** A website of somebody else, at another origin than n8n (localhost instead of 127.0.0.1): serves this page. */
async function foreignSite<T>(page: string, use: (address: string) => Promise<T>): Promise<T> {
	const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page));
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	try {
		return await use(`http://localhost:${(server.address() as AddressInfo).port}/`);
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

export type Encoding = 'application/x-www-form-urlencoded' | 'multipart/form-data' | 'text/plain';

/** A foreign page that sends this form by itself, in a browser that has the password; answers the page that comes. */
export async function sendFromElsewhere(
	context: BrowserContext,
	target: string,
	fields: Record<string, string>,
	encoding: Encoding,
): Promise<Page> {
	const inputs = Object.entries(fields).map(([name, value]) => html`<textarea name="${name}">${value}</textarea>`);
	const form = html`<form method="post" enctype="${encoding}" action="${target}">${inputs}</form><script>document.forms[0].submit()</script>`;
	return await foreignSite(form.text, async (address) => {
		const page = await context.newPage();
		const answered = page.waitForResponse(
			(response) => response.url().startsWith(target) && response.request().method() === 'POST' && response.status() !== 401,
		);
		await page.goto(address);
		await answered;
		await page.waitForLoadState();
		return page;
	});
}

/**
 * Which of these addresses, pages with a `<main>`, a foreign page can show inside of itself; in their order. `authorization`
 * goes with every request: Chromium asks for no password in a foreign frame, other browsers may.
 */
export async function framed(browser: Browser, authorization: string, targets: string[]): Promise<string[]> {
	const context = await browser.newContext({ extraHTTPHeaders: { authorization } });
	context.setDefaultTimeout(120_000);
	return await foreignSite(framePage(targets), async (address) => {
		const page = await context.newPage();
		await page.goto(address);
		const shown = await Promise.all(targets.map(async (_, index) => await page.frameLocator('iframe').nth(index).locator('main').count()));
		await context.close();
		return targets.filter((_, index) => shown[index] > 0);
	});
}

const framePage = (targets: string[]) => html`${targets.map((target) => html`<iframe src="${target}"></iframe>`)}`.text;

/** A page that lets itself be framed, to see that `framed` would find one. */
export const frameable = async (use: (address: string) => Promise<void>): Promise<void> =>
	await foreignSite('<main>open</main>', async (address) => await use(address.replace('localhost', '127.0.0.1')));
