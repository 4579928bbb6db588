// What the pages name exists: the pages and pictures they link to, their headings, scripts and files.
import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { test } from 'node:test';

import { root } from '../../scripts/setup.mjs';
import { anchorsOf, commandsOf, fencesOf, inlineCode, languages, ownLinks, pages, readPage, shapeOf } from './support/markdown.mts';

const exists = async (file: string) =>
	await access(join(root, file)).then(
		() => true,
		() => false,
	);

const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Why a command of the pages cannot be run, or undefined. */
async function problemOf(command: string): Promise<string | undefined> {
	const [program, ...words] = command.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
	if (program === 'npm') {
		const script = words[0] === 'run' ? words[1] : ['start', 'test'].includes(words[0]) ? words[0] : undefined;
		return script !== undefined && !(script in scripts) ? `there is no script "${script}"` : undefined;
	}
	if (program === 'node') {
		const file = words.find((word) => !word.startsWith('-'));
		return file !== undefined && !(await exists(file)) ? `there is no ${file}` : undefined;
	}
	return undefined;
}

for (const file of await pages()) {
	test(file, async () => {
		const text = await readPage(file);
		const problems: string[] = [];
		for (const { target, page, anchor } of ownLinks(file, text)) {
			if (!(await exists(page))) problems.push(`link to ${target}: there is no ${page}`);
			else if (anchor && page.endsWith('.md') && !anchorsOf(await readPage(normalize(page))).includes(anchor)) {
				problems.push(`link to ${target}: ${page} has no such heading`);
			}
		}
		const commands = [
			...fencesOf(file, text)
				.filter(({ language }) => ['', 'sh'].includes(language))
				.flatMap(commandsOf),
			...inlineCode(text),
		];
		for (const command of commands.flatMap((line) => line.split(' && '))) {
			const problem = await problemOf(command);
			if (problem) problems.push(`${command}: ${problem}`);
		}
		assert.deepEqual(problems, []);
	});
}

test('every picture is in a page', async () => {
	const texts = await Promise.all((await pages()).map(async (file) => ownLinks(file, await readPage(file))));
	const shown = new Set(texts.flat().map(({ page }) => normalize(page)));
	const files = (await readdir(join(root, 'docs', 'images'), { recursive: true })).filter((name) => name.endsWith('.png'));
	assert.deepEqual(
		files.filter((name) => !shown.has(join('docs', 'images', name))),
		[],
	);
});

test('what nodes and credentials link to is there', async () => {
	const files = (
		await Promise.all(['nodes', 'credentials'].map(async (folder) => await readdir(join(root, folder), { recursive: true })))
	).map((names, index) => names.filter((name) => /\.(ts|json)$/.test(name)).map((name) => join(['nodes', 'credentials'][index], name)));
	const problems: string[] = [];
	let found = 0;
	for (const file of files.flat()) {
		for (const [, page, anchor] of (await readPage(file)).matchAll(/\/blob\/main\/([\w/.-]+)(?:#([^'"`\s<]+))?/g)) {
			found++;
			if (!(await exists(page))) problems.push(`${file}: there is no ${page}`);
			else if (anchor && !anchorsOf(await readPage(page)).includes(anchor)) problems.push(`${file}: ${page} has no heading ${anchor}`);
		}
	}
	assert.ok(found > 15);
	assert.deepEqual(problems, []);
});

const [english, portuguese] = languages;
const pagesIn = async (language: string) => (await readdir(join(root, 'docs', language))).sort();
const readmes = ['README.md', 'README.pt-BR.md'];

test('both languages have the same pages', async () => {
	assert.deepEqual(await pagesIn(portuguese), await pagesIn(english));
});

for (const name of await pagesIn(english)) {
	const file = (language: string) => `docs/${language}/${name}`;
	test(`${name}: both languages have the same headings, tables, lists, pictures and commands, and lead to each other`, async () => {
		const [en, pt] = await Promise.all(languages.map(async (language) => await readPage(file(language))));
		assert.deepEqual(shapeOf(file(portuguese), pt), shapeOf(file(english), en));
		assert.ok(en.startsWith(`[Português](../${portuguese}/${name})\n`));
		assert.ok(pt.startsWith(`[English](../${english}/${name})\n`));
	});
}

test('the tables that programs write are English on English pages', async () => {
	for (const name of ['reliability', 'scale']) {
		const text = await readPage(`docs/${english}/${name}.md`);
		assert.deepEqual(
			text
				.split('\n')
				.slice(2)
				.filter((line) => /[ãõçáéíóúâê]/.test(line.replaceAll(/\[[^\]]*\]\([^)]*\)/g, ''))),
			[],
		);
	}
});

for (const readme of readmes) {
	test(`${readme} is two screens, works without the repository, and says what was measured`, async () => {
		const text = await readPage(readme);
		assert.ok(text.split('\n').length <= 80, 'it is longer than two screens');
		const relative = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !target.startsWith('https://'));
		assert.deepEqual(relative, []);
		const other = readmes.find((one) => one !== readme) ?? '';
		assert.deepEqual(shapeOf(readme, text), shapeOf(other, await readPage(other)));

		const reliability = await readPage(`docs/${english}/reliability.md`);
		const all =
			/\*\*all\*\*([^\n]+)/
				.exec(reliability)?.[1]
				.split('|')
				.map((cell) => cell.trim()) ?? [];
		assert.match(text, new RegExp(`\\| ${all.at(-2)} (of|de) ${all[4]} `));
		const refused = /^\| refused \|[^,]+, ([\d.]+) ms \|[^|]*\|[^,]+, ([\d.]+) ms/m.exec(await readPage(`docs/${english}/scale.md`)) ?? [];
		assert.match(text, new RegExp(`\\| ${Math.round(Number(refused[1]))} ms`));
		assert.ok(Number(refused[2]) > 110, 'by hand');
	});
}
