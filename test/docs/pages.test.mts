// What the pages name exists: the pages and pictures they link to, their headings, scripts and files.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

import { root } from '../../scripts/setup.mjs';
import { anchorsOf, commandsOf, fencesOf, inlineCode, localLinks, pages, readPage } from './support/markdown.mts';

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
		for (const { target } of localLinks(file, text)) {
			const [path, anchor] = target.split('#');
			const page = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
			if (!(await exists(page))) problems.push(`link to ${target}: there is no ${page}`);
			else if (anchor && page.endsWith('.md') && !anchorsOf(await readPage(page)).includes(decodeURIComponent(anchor))) {
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
