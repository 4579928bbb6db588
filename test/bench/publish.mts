import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../../scripts/setup.mjs';

/** Puts a text between a file's markers, `<!-- NAME:start -->` and `<!-- NAME:end -->`, in place of what stands there. */
export async function putBetweenMarkers(path: string, name: string, text: string): Promise<void> {
	const file = join(root, path);
	const content = await readFile(file, 'utf8');
	const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
	const [from, to] = [content.indexOf(start), content.indexOf(end)];
	if (from === -1 || to < from) throw new Error(`${path} lacks the markers ${start} and ${end}`);
	await writeFile(file, `${content.slice(0, from + start.length)}\n${text.trim()}\n${content.slice(to)}`);
}
