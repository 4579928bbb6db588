import type { IDisplayOptions, INodeTypeDescription } from 'n8n-workflow';

/** The version that new action nodes have: they start with what is asked for most, and answer simplified. */
const helpfulVersion = 1.1;

/** `version` of an action node. n8n saves no parameter that holds its default, so a default only changes with the version. */
export const nodeVersions: Pick<INodeTypeDescription, 'version' | 'defaultVersion'> = {
	version: [1, helpfulVersion],
	defaultVersion: helpfulVersion,
};

/** Shows a field to nodes of today. */
export const inNewNodes: NonNullable<IDisplayOptions['show']> = { '@version': [{ _cnd: { gte: helpfulVersion } }] };

/** Shows a field to nodes that were saved before there was version 1.1. */
export const inOldNodes: NonNullable<IDisplayOptions['show']> = { '@version': [{ _cnd: { lt: helpfulVersion } }] };
