import type { IDisplayOptions, INodeTypeDescription } from 'n8n-workflow';

/** Since this version action nodes start with what is asked for most, and answer simplified. */
const helpfulVersion = 1.1;

/** Since this version so do the operations that did not yet, and menus offer no more what something else does better. */
const thriftyVersion = 1.2;

/**
 * `version` of an action node. n8n does not save a parameter that has its default, so defaults only
 * change with the version.
 */
export const nodeVersions: Pick<INodeTypeDescription, 'version' | 'defaultVersion'> = {
	version: [1, helpfulVersion, thriftyVersion],
	defaultVersion: thriftyVersion,
};

type Shown = NonNullable<IDisplayOptions['show']>;

const from = (version: number): Shown => ({ '@version': [{ _cnd: { gte: version } }] });
const before = (version: number): Shown => ({ '@version': [{ _cnd: { lt: version } }] });

/** Shows a field to nodes since version 1.1. */
export const inNewNodes = from(helpfulVersion);

/** Shows a field in nodes saved before version 1.1. */
export const inOldNodes = before(helpfulVersion);

/** The same of version 1.2. */
export const inNewestNodes = from(thriftyVersion);
export const beforeNewest = before(thriftyVersion);

/** Shows a field to nodes of version 1.1 alone. */
export const betweenBoth: Shown = { '@version': [helpfulVersion] };
