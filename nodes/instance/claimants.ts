import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { rethrow } from '../shared/rethrow';
import type { AnyInstanceApi } from './api';
import type { Patience } from './patience';

/** An execution that wants IDs. */
export interface Claimant {
	/** The execution's ID. */
	id: string;
	/** n8n repeats a trigger that failed: an execution that nobody may miss. */
	isRetry: boolean;
}

const optionalId = z.union([z.string(), z.number()]).nullish();
const execution = z.object({ status: z.string(), retrySuccessId: optionalId });

const keeping = ['success', 'running', 'waiting', 'new'];
const failing = ['error', 'crashed', 'canceled'];

/** What n8n says about the executions that own the IDs somebody else wants; each is asked for once. */
export class Claimants {
	private readonly asked = new Map<string, boolean>();

	constructor(
		private readonly api: AnyInstanceApi,
		private readonly own: Claimant,
		private readonly patience: Patience,
	) {}

	/**
	 * Whether this execution failed and no retry made up for it, so that its IDs are free. Where
	 * that cannot be known it keeps them; a retry throws then, as it would be lost without a trace.
	 */
	async hasFailed(owner: string): Promise<boolean> {
		const known = this.asked.get(owner);
		if (known !== undefined) return known;
		const failed = await this.ask(owner);
		this.asked.set(owner, failed);
		return failed;
	}

	private async ask(owner: string): Promise<boolean> {
		try {
			const found = await this.find(owner);
			// Not saved because it succeeded, or too old. To a key that may not see the workflow all are missing.
			if (found === undefined) {
				if (this.own.isRetry && (await this.find(this.own.id)) === undefined) throw this.hidden();
				return false;
			}
			if (keeping.includes(found.status)) return false;
			if (failing.includes(found.status)) return (found.retrySuccessId ?? null) === null;
			throw this.api.refusal(`n8n calls its status "${found.status}"`, 'Open that execution under Executions to see whether it ran.');
		} catch (error) {
			if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return rethrow(error);
			if (!this.own.isRetry) return false;
			throw this.api.refusal(
				`Execution ${owner} may have run the same event, but its outcome is unknown: ${error.message}`,
				`${error.description ?? ''} Then retry this execution.`.trim(),
			);
		}
	}

	private async find(id: string): Promise<z.infer<typeof execution> | undefined> {
		const request = { path: `/executions/${encodeURIComponent(id)}`, query: { includeData: false }, scope: 'execution:read' };
		const found = await this.patience.insist(async () => await this.api.find(request));
		if (found === undefined) return undefined;
		const parsed = execution.safeParse(found);
		if (!parsed.success) throw this.api.notN8n();
		return parsed.data;
	}

	private hidden() {
		return this.api.refusal(
			'the API key cannot see the executions of this workflow',
			'Share the workflow with the user of the API key in the "N8n Instance API" credential, or use a key of the workflow\'s owner.',
		);
	}
}
