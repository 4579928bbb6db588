import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { packPackage, root, run } from '../../scripts/setup.mjs';

/** Packed once per run by scripts/test.mjs; this file alone packs by itself. */
const tarball = process.env.PACKED_TARBALL ?? (await packPackage());
const unpacked = await mkdtemp(join(tmpdir(), 'brasil-webhooks-package-'));
after(async () => await rm(unpacked, { recursive: true, force: true }));
await run('tar', ['-xzf', tarball, '-C', unpacked]);

const filesOf = async (folder: string) =>
	(await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(root.length + 1)
				.replaceAll('\\', '/'),
		);

const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

test('the tarball holds what the sources make, file by file, and nothing else', async () => {
	const built = (await Promise.all(['nodes', 'credentials'].map(filesOf)))
		.flat()
		.filter((name) => /\.(ts|svg|json)$/.test(name))
		.map((name) => `dist/${name.replace(/\.ts$/, '.js')}`);
	const workflows = (await filesOf('workflows')).filter((name) => /\.(json|md)$/.test(name)).map((name) => `dist/${name}`);
	const contracts = (await filesOf('contracts')).filter((name) => name.endsWith('.json')).map((name) => `dist/${name}`);
	const always = ['LICENSE', 'README.md', 'README.pt-BR.md', 'package.json'];
	const shipped = (await readdir(join(unpacked, 'package'), { recursive: true, withFileTypes: true }))
		.filter((entry) => !entry.isDirectory())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(join(unpacked, 'package').length + 1)
				.replaceAll('\\', '/'),
		);
	assert.deepEqual(shipped.sort(), [...built, ...workflows, ...contracts, ...always].sort());
	// No source maps, on purpose: they would hold the sources a second time, and n8n shows no stack with them. No tests, no settings.
	assert.deepEqual(
		shipped.filter((name) => /\.map$|\.ts$|(^|\/)(test|sandbox|scripts|node_modules)\/|\.test\.|\.env|\.npmrc|\.tgz$/.test(name)),
		[],
	);
});

test('nothing is installed with it and nothing runs when it is', async () => {
	const shipped = await read(join(unpacked, 'package', 'package.json'));
	for (const part of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'])
		assert.equal(shipped[part], undefined, part);
	assert.deepEqual(shipped.peerDependencies, { 'n8n-workflow': '*' });
	const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
	assert.deepEqual(
		Object.keys(shipped.scripts).filter((name) => lifecycle.includes(name)),
		[],
	);
	const audit = JSON.parse(await run('npm', ['audit', '--omit=dev', '--json', '--loglevel=error']));
	assert.equal(audit.metadata.vulnerabilities.total, 0);
	// The package itself.
	assert.equal(audit.metadata.dependencies.prod, 1);
});

test('two builds give the same bytes', async () => {
	const first = await readFile(tarball);
	const second = await readFile(await packPackage());
	assert.ok(first.equals(second), 'the tarballs differ');
});

for (const folder of ['', 'scripts/n8n']) {
	test(`each package of ${join(folder, 'package-lock.json')} is pinned by its hash, wherever it comes from`, async () => {
		const { packages } = await read(join(root, folder, 'package-lock.json'));
		const names = Object.keys(packages).filter((name) => name !== '');
		assert.ok(names.length > 100);
		assert.deepEqual(
			names.filter((name) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(packages[name].integrity)),
			[],
		);
		// Addresses would bind every user to one registry.
		assert.deepEqual(
			names.filter((name) => packages[name].resolved !== undefined),
			[],
		);
	});
}

test('the bill of materials (CycloneDX) names the package and no component', async () => {
	const bill = JSON.parse(await run('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--omit=dev', '--loglevel=error']));
	assert.equal(bill.bomFormat, 'CycloneDX');
	assert.deepEqual(bill.components, []);
	const { name, version } = await read(join(root, 'package.json'));
	assert.equal(bill.metadata.component.purl, `pkg:npm/${name}@${version}`);
	// npm puts the name of the checkout's folder here.
	bill.metadata.component.name = name;
	await writeFile(join(root, 'artifacts', 'sbom.cdx.json'), JSON.stringify(bill, null, 2));
});
