import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { BrowserContext, Page } from 'playwright-core';

import { escapeHtml } from '../../nodes/shared/page.ts';

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
export async function sendFromElsewhere(context: BrowserContext, target: string, fields: Record<string, string>, encoding: Encoding): Promise<Page> {
	const inputs = Object.entries(fields).map(([name, value]) => `<textarea name="${escapeHtml(name)}">${escapeHtml(value)}</textarea>`);
	const form = `<form method="post" enctype="${encoding}" action="${escapeHtml(target)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
	return await foreignSite(form, async (address) => {
		const page = await context.newPage();
		const answered = page.waitForResponse((response) => response.url().startsWith(target) && response.request().method() === 'POST' && response.status() !== 401);
		await page.goto(address);
		await answered;
		await page.waitForLoadState();
		return page;
	});
}

/** Which of these addresses a foreign page can show inside of itself. */
export async function framed(context: BrowserContext, targets: string[]): Promise<string[]> {
	const frames = targets.map((target) => `<iframe src="${escapeHtml(target)}"></iframe>`).join('');
	return await foreignSite(frames, async (address) => {
		const page = await context.newPage();
		await page.goto(address);
		const shown = await Promise.all(
			page.frames().filter((frame) => frame !== page.mainFrame()).map(async (frame) => ({ url: frame.url(), forms: await frame.locator('main').count() })),
		);
		await page.close();
		return shown.filter(({ url, forms }) => !url.startsWith('chrome-error:') || forms > 0).map(({ url }) => url);
	});
}
