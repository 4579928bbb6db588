// `node scripts/functions.mts [folder …]`: the longest functions of nodes/, and those with more than four parameters.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Readers cannot keep more in mind; a function that needs more takes an object with names. */
export const mostParameters = 4;

interface FunctionFound {
	/** `nodes/shared/trigger/receive.ts:34 receive`. */
	where: string;
	lines: number;
	parameters: number;
}

/** Every function and method with a body in the TypeScript files of a folder, including nested ones. */
export async function functionsOf(folder: string): Promise<FunctionFound[]> {
	const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
	const files = entries.filter(({ name }) => /\.m?ts$/.test(name)).map(({ parentPath, name }) => join(parentPath, name));
	const found = await Promise.all(files.map(async (file) => functionsIn(relative(root, file), await readFile(file, 'utf8'))));
	return found.flat();
}

/** The functions in one source text. */
export function functionsIn(file: string, text: string): FunctionFound[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
	const found: FunctionFound[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
			const first = lineAt(node.getStart());
			found.push({
				where: `${file}:${first} ${nameOf(node)}`,
				lines: lineAt(node.getEnd()) - first + 1,
				// `this` is not an argument.
				parameters: node.parameters.filter(({ name }) => name.getText() !== 'this').length,
			});
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
	if (node.name) return node.name.getText();
	const { parent } = node;
	return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'a function without a name';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const folders = process.argv.length > 2 ? process.argv.slice(2) : ['nodes'];
	const functions = (await Promise.all(folders.map(functionsOf))).flat().sort((a, b) => b.lines - a.lines);
	for (const { lines, where } of functions.slice(0, 25)) console.log(`${lines} lines  ${where}`);
	for (const { parameters, where } of functions) if (parameters > mostParameters) console.log(`${parameters} parameters  ${where}`);
}
