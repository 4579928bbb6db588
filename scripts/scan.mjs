// Checks the sources and the packed tarball with the scanner that n8n runs on published packages.
// Usage: node scripts/scan.mjs TARBALL
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

import { root } from './setup.mjs';

const [tarball] = process.argv.slice(2);
// Inside the checkout, since the scanner finds its parser from there.
const unpacked = await mkdtemp(join(root, 'artifacts', 'scan-'));
try {
	execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const parts = [
		['sources', root, SOURCE_FILE_PATTERNS],
		['tarball', unpacked, ['**/*.js', 'package.json']],
	];
	for (const [name, folder, patterns] of parts) {
		const { passed, message = '', details = '' } = await analyzePackage(folder, patterns);
		console.log(`${passed ? 'passed' : 'failed'}: n8n's package scanner on the ${name} ${message}\n${details}`);
		if (!passed) process.exitCode = 1;
	}
} finally {
	await rm(unpacked, { recursive: true, force: true });
}
