import { existsSync, globSync, readFileSync } from 'node:fs';

import type { ICredentialType } from 'n8n-workflow';

import { vendors } from '../../nodes/vendors';
import { vendors as sandboxes } from '../../sandbox/vendors.mts';
import { vendorFolders } from '../../scripts/setup.mjs';
import { credentialFiles, instanceOf, ownNodes } from './support/nodes.mts';

const root = new URL('../../', import.meta.url).pathname;
const packageName = 'n8n-nodes-brasil-webhooks';
const credentials = await Promise.all(credentialFiles.map(async (file) => await instanceOf<ICredentialType>(file)));
const capitalised = (word: string) => word[0].toUpperCase() + word.slice(1);

test('every folder with an identity is in the registry, under the names that scripts take from it', () => {
	expect(vendors.map(({ actionType }) => capitalised(actionType)).sort()).toEqual(vendorFolders);
	expect(vendors.map(({ vendor }) => vendor).sort()).toEqual(vendorFolders.map((folder) => folder.toLowerCase()).sort());
});

describe.each(vendors)('$displayName: what its identity says is so', (identity) => {
	const { vendor, displayName, credential, actionType, triggerType, events, routes, accountsParameter, duplicateWindow } = identity;
	const page = `blob/main/docs/en/${vendor}.md`;

	test('two nodes, by name, with the credential', () => {
		const folder = capitalised(actionType);
		for (const [type, name, file] of [
			[actionType, displayName, folder],
			[triggerType, `${displayName} Trigger`, `${folder}Trigger`],
		]) {
			const node = ownNodes.get(`${packageName}.${type}`);
			expect(node).toMatchObject({ source: `nodes/${folder}/${file}.node`, description: { displayName: name, defaults: { name } } });
			expect(node?.description.credentials?.[0].name).toBe(credential);
			expect(readFileSync(`${root}nodes/${folder}/${file}.node.json`, 'utf8')).toContain(page);
		}
	});

	test('a trigger at these addresses, with this parameter and this window', () => {
		const { webhooks = [], properties = [] } = ownNodes.get(`${packageName}.${triggerType}`)?.description ?? {};
		expect([...new Set(webhooks.map(({ path }) => path))]).toEqual(routes.map(({ path }) => path));
		for (const { event } of routes) if (event !== undefined) expect(events).toContain(event);
		expect(properties.some(({ name }) => name === (accountsParameter ?? 'events'))).toBe(true);
		const options = properties.find(({ name }) => name === 'options')?.options ?? [];
		expect(options).toContainEqual(
			expect.objectContaining({ default: duplicateWindow.default, name: expect.stringMatching(/^duplicateWindow/) }),
		);
	});

	test('a credential, a page for users, a page of facts and an imitation', () => {
		expect(credentials.find(({ name }) => name === credential)?.documentationUrl).toMatch(new RegExp(`${page}$`));
		for (const file of [`docs/en/${vendor}.md`, `docs/pt-BR/${vendor}.md`, `docs/facts/${vendor}.md`])
			expect([file, existsSync(root + file)]).toEqual([file, true]);
		expect(sandboxes.filter(({ name }) => name === vendor)).toMatchObject([{ label: displayName }]);
	});
});

test('nothing else names a type of a vendor: a new vendor is found by the registry', () => {
	const folders = vendorFolders.join(',');
	const files = globSync(['nodes/**/*.ts', 'sandbox/core/**/*.mts', 'sandbox/*.mts', 'scripts/**/*.{mts,mjs}'], {
		cwd: root,
		exclude: [`nodes/{${folders}}/**`],
	});
	const types = vendors.flatMap(({ credential, triggerType, vendor }) => [`'${credential}'`, `'${triggerType}'`, `vendor: '${vendor}'`]);
	const named = files.flatMap((file) => {
		const text = readFileSync(root + file, 'utf8');
		return types.filter((type) => text.includes(type)).map((type) => `${file}: ${type}`);
	});
	expect(files.length).toBeGreaterThan(100);
	expect(named.filter((line) => !line.startsWith('scripts/contracts.mjs'))).toEqual([]);
});
