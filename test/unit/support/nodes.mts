import { readFileSync } from 'node:fs';

import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

const root = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
};

interface OwnNode {
	description: INodeTypeDescription;
	/** Its source file without extension, from the root of the checkout. */
	source: string;
}

/** An instance of the one class of a listed file. */
export async function instanceOf<T>(path: string): Promise<T> {
	const source = new URL(sourceOf(path), root).pathname;
	const [OwnClass] = Object.values((await import(source)) as Record<string, new () => T>);
	return new OwnClass();
}

const sourceOf = (path: string) => path.replace(/^dist\//, '').replace(/\.js$/, '');

/** This package's nodes by full type name, as package.json lists them. */
export const ownNodes = new Map<string, OwnNode>();
for (const path of manifest.n8n.nodes) {
	const { description } = await instanceOf<INodeType>(path);
	ownNodes.set(`${manifest.name}.${description.name}`, { description, source: sourceOf(path) });
}

/** The files of the credential types, as package.json lists them. */
export const credentialFiles: string[] = manifest.n8n.credentials;
