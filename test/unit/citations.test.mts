import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = async (path: string) => await readFile(join(root, path), 'utf8');

/** Files with words of our own: code, settings, pages. */
async function ownFiles(): Promise<string[]> {
	const foreign = /^(\.git|node_modules|dist|artifacts|\.n8n-demo)$/;
	const below = async (folder: string): Promise<string[]> => {
		const entries = await readdir(join(root, folder), { withFileTypes: true });
		const found = await Promise.all(
			entries
				.filter(({ name }) => !foreign.test(name))
				.map(async (entry) => {
					const path = join(folder, entry.name);
					return entry.isDirectory() ? await below(path) : [path];
				}),
		);
		return found.flat();
	};
	return (await below('')).filter(
		(path) => /\.(ts|mts|mjs|cjs|js|md|yml)$|^\.ci\/run$/.test(path) && path !== 'test/unit/citations.test.mts',
	);
}

const pages = (await readdir(join(root, 'docs/facts'))).filter((name) => name.endsWith('.md'));
const sections = new Map(
	await Promise.all(
		pages.map(async (name) => {
			const text = await read(join('docs/facts', name));
			// Headings, and the numbered points below one: n8n.md §2.3.
			const numbers = [...text.matchAll(/^(?:##+ ([\d.]+)|(\d+)\.) /gm)].reduce<{
				at: string;
				all: string[];
			}>(
				({ at, all }, [, heading, point]) => {
					const number = heading?.replace(/\.$/, '') ?? `${at}.${point}`;
					return { at: heading === undefined ? at : number, all: [...all, number] };
				},
				{ at: '', all: [] },
			);
			return [name, numbers.all] as const;
		}),
	),
);

/** A comment breaks lines where it likes. */
const unbroken = (text: string) => text.replaceAll(/\s*\n\s*(\*|\/\/)?\s*/g, ' ');

const citation = /docs\/facts\/([\w-]+\.md)((?:,? ?(?:and|to)? ?§[\d.]*\d)*)/g;

/** The citations of a text that lead nowhere. */
function leadingNowhere(text: string): string[] {
	return [...unbroken(text).matchAll(citation)].flatMap(([, page, list]) => {
		const known = sections.get(page);
		if (known === undefined) return [`docs/facts/${page}`];
		return [...list.matchAll(/§([\d.]*\d)/g)]
			.filter(([, number]) => !known.includes(number))
			.map(([, number]) => `docs/facts/${page} §${number}`);
	});
}

/** Pages that are not in the repository. */
const elsewhere = /(?<![\w-])(vendors\/\w+\.md|engine-facts\.md|design\.md|\.\.\/shared\/(vendors|n8n|design))/g;

test('a citation names a page and a section that exist', async () => {
	const found = await Promise.all(
		(await ownFiles()).map(async (path) => leadingNowhere(await read(path)).map((what) => `${path}: ${what}`)),
	);
	expect(found.flat()).toEqual([]);
});

test('no text cites what is not in the repository', async () => {
	const found = await Promise.all(
		(await ownFiles()).map(async (path) => [...(await read(path)).matchAll(elsewhere)].map(([what]) => `${path}: ${what}`)),
	);
	expect(found.flat()).toEqual([]);
});

test.each([
	['docs/facts/bling.md §4.5', []],
	['docs/facts/bling.md\n * §9.9)', ['docs/facts/bling.md §9.9']],
	['docs/facts/nfeio.md §1.1, §4.1 and §7', ['docs/facts/nfeio.md §7']],
	['docs/facts/nobody.md §1', ['docs/facts/nobody.md']],
	['docs/facts/n8n.md §2.3', []],
	['docs/facts/n8n.md §2.99', ['docs/facts/n8n.md §2.99']],
])('"%s" leads nowhere: %j', (text, expected) => {
	expect(leadingNowhere(text)).toEqual(expected);
});
