import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const imported = /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';/gm;
const importsOf = async (path: string) =>
	[...(await readFile(join(root, path), 'utf8')).matchAll(imported)].map(([, to]) => relative(root, join(root, dirname(path), to)));

/** What Node runs as it is written, and jest does not. */
const plain = (
	await Promise.all(
		['sandbox', 'scripts', 'test'].map(async (folder) =>
			(await readdir(join(root, folder), { recursive: true })).map((name) => join(folder, name)),
		),
	)
)
	.flat()
	.filter((path) => path.endsWith('.mts') && !/^test\/(unit|model|contract)\//.test(path));

/** What a source of nodes/ leads to, whose name has no ending: Node finds it no more than what that one would import. */
async function withoutEnding(source: string, by: string): Promise<string[]> {
	const further = await importsOf(source);
	const found = await Promise.all(
		further.map(async (one) => (one.endsWith('.ts') ? await withoutEnding(one, `${by}: ${source}`) : [`${by}: ${source} imports ${one}`])),
	);
	return found.flat();
}

test('Node loads every source of nodes/ that a script or test imports: what it imports in turn has an ending', async () => {
	const all = (await Promise.all(plain.map(async (path) => (await importsOf(path)).map((source) => ({ path, source }))))).flat();
	const sources = all.filter(({ source }) => source.startsWith('nodes/'));
	expect(sources.length).toBeGreaterThan(5);
	const broken = await Promise.all(sources.map(async ({ path, source }) => await withoutEnding(source, path)));
	expect(broken.flat()).toEqual([]);
});
