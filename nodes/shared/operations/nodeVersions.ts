import type { IDisplayOptions, INodeTypeDescription } from 'n8n-workflow';

/** The version of new action nodes: they start with the most common operation, and return simplified output. */
const helpfulVersion = 1.1;

/**
 * `version` of an action node. n8n does not save a parameter that has its default, so defaults only
 * change with the version.
 */
export const nodeVersions: Pick<INodeTypeDescription, 'version' | 'defaultVersion'> = {
	version: [1, helpfulVersion],
	defaultVersion: helpfulVersion,
};

/** Shows a field in current nodes. */
export const inNewNodes: NonNullable<IDisplayOptions['show']> = { '@version': [{ _cnd: { gte: helpfulVersion } }] };

/** Shows a field in nodes saved before version 1.1. */
export const inOldNodes: NonNullable<IDisplayOptions['show']> = { '@version': [{ _cnd: { lt: helpfulVersion } }] };
