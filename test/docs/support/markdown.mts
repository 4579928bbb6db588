import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../../../scripts/setup.mjs';

export interface Fence {
	file: string;
	/** Of the opening fence, from 1. */
	line: number;
	/** The word after the backticks: `sh`, `json`, or nothing. */
	language: string;
	text: string;
}

/** The pages that people read, by their paths from the checkout. */
export async function pages(): Promise<string[]> {
	const folders = ['', 'docs', 'docs/facts', 'contracts', 'workflows', 'test', '.github'];
	const found = await Promise.all(
		folders.map(async (folder) =>
			(await readdir(join(root, folder)).catch(() => [])).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)),
		),
	);
	return found.flat().sort();
}

/** The text of a page; `file` is its path from the project's root. */
export const readPage = async (file: string) => await readFile(join(root, file), 'utf8');

/** The fenced blocks of a page, in order. */
export function fencesOf(file: string, text: string): Fence[] {
	const fences: Fence[] = [];
	let open: Fence | undefined;
	for (const [index, line] of text.split('\n').entries()) {
		const fence = /^\s*```(\w*)/.exec(line);
		if (open && fence) {
			fences.push(open);
			open = undefined;
		} else if (open) open.text += `${line}\n`;
		else if (fence) open = { file, line: index + 1, language: fence[1], text: '' };
	}
	return fences;
}

/** Commands of a block, one each: lines that a backslash continues belong together. */
export const commandsOf = ({ text }: Fence): string[] =>
	text
		.replaceAll('\\\n', ' ')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('#'));

const withoutFences = (text: string) => text.replace(/^\s*```[\s\S]*?^\s*```/gm, '');

interface Link {
	file: string;
	target: string;
}

/** Links and pictures of a page that lead to this checkout. */
export const localLinks = (file: string, text: string): Link[] =>
	[...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => ({ file, target }))
		.filter(({ target }) => !/^[a-z]+:/.test(target));

/** The anchors that a page's headings have where Markdown is shown. */
export const anchorsOf = (text: string): string[] =>
	[...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
		heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replaceAll(' ', '-'),
	);

/** Code in running text: `npm run x`. */
export const inlineCode = (text: string): string[] => [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
