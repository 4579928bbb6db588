import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { root } from '../../../scripts/setup.mjs';

export interface Fence {
	file: string;
	/** Of the opening fence, from 1. */
	line: number;
	/** The word after the backticks: `sh`, `json`, or nothing. */
	language: string;
	text: string;
}

export const languages = ['en', 'pt-BR'];

/** The pages that people read, by their paths from the checkout. */
export async function pages(): Promise<string[]> {
	const folders = [
		'',
		...languages.map((language) => `docs/${language}`),
		'docs/facts',
		'docs/images',
		'contracts',
		'workflows',
		'sandbox',
		'test',
		'.github',
	];
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
	/** As the page has it. */
	target: string;
	/** From the project's root. */
	page: string;
	anchor: string | undefined;
}

const repository = 'n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks';
const ownAddress = new RegExp(
	`^https://(?:github\\.com/${repository}/(?:blob|tree|raw)|raw\\.githubusercontent\\.com/${repository})/main/`,
);

/** Links and pictures of a page that lead to this project, by path or by its public address: where each leads, from the root. */
export const ownLinks = (file: string, text: string): Link[] =>
	[...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
		const [path, anchor] = target.replace(ownAddress, '/').split('#');
		if (/^[a-z]+:/.test(path)) return [];
		const page = path === '' ? file : path.startsWith('/') ? path.slice(1) : join(dirname(file), path);
		return [{ target, page: decodeURIComponent(page), anchor: anchor && decodeURIComponent(anchor) }];
	});

/** What both languages of a page have in common: depths of headings, shapes of tables and lists, pictures, blocks of code. */
export function shapeOf(file: string, text: string): string[] {
	const fences = fencesOf(file, text).map(({ language, text: code }) => `${language}: ${code}`);
	const lines = withoutFences(text)
		.split('\n')
		.flatMap((line) => {
			if (/^#{1,6} /.test(line)) return [line.replace(/ .*/, '')];
			if (line.startsWith('|')) return [`row of ${line.split(/(?<!\\)\|/).length - 2}`];
			if (/^\s*(\*|\d+\.) /.test(line)) return ['item'];
			return [...line.matchAll(/^!\[[^\]]*\]\(([^)]+)\)/g)].map(([, picture]) => picture.replace(/\.(en|pt-BR)\./, '.'));
		});
	return [...lines, ...fences];
}

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
