import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--no-first-run',
	'--disable-component-update',
	'--disable-sync',
];

/** Debian's Chromium without a window; the caller closes it. */
export const launchChromium = async (): Promise<Browser> => await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
