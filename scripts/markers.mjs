import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from './setup.mjs';

/**
 * Makes anew what stands in a page between `<!-- NAME:start -->` and `<!-- NAME:end -->`.
 * @param {string} path of the page, from the project's root
 * @param {string} name
 * @param {(current: string) => string} make given what stands there now
 */
export async function changeBetweenMarkers(path, name, make) {
	const file = join(root, path);
	const content = await readFile(file, 'utf8');
	const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
	const [from, to] = [content.indexOf(start), content.indexOf(end)];
	if (from === -1 || to < from) throw new Error(`${path} lacks the markers ${start} and ${end}`);
	const text = make(content.slice(from + start.length, to).trim());
	await writeFile(file, `${content.slice(0, from + start.length)}\n${text.trim()}\n${content.slice(to)}`);
}

/**
 * Puts a text in place of what stands between a page's markers.
 * @param {string} path
 * @param {string} name
 * @param {string} text
 */
export const putBetweenMarkers = async (path, name, text) => await changeBetweenMarkers(path, name, () => text);
