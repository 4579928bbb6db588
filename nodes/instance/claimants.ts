import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { rethrow } from '../shared/rethrow';
import type { AnyInstanceApi } from './api';
import type { Patience } from './patience';

/** An execution that wants IDs. */
export interface Claimant {
	/** The execution's ID. */
	id: string;
	/** n8n repeats a trigger that failed. */
	isRetry: boolean;
}

const someId = z.union([z.string(), z.number()]).transform(String);
const optionalId = someId.nullish().transform((id) => id ?? undefined);
const execution = z.object({ id: someId, status: z.string(), retryOf: optionalId, retrySuccessId: optionalId });

type Execution = z.infer<typeof execution>;

const unfinished = ['new', 'running', 'waiting'];
const keeping = ['success', ...unfinished];
const failing = ['error', 'crashed', 'canceled'];

/** What n8n says about the executions that own the IDs somebody else wants; each is asked for once. */
export class Claimants {
	private readonly asked = new Map<string, boolean>();

	constructor(
		private readonly api: AnyInstanceApi,
		private readonly own: Claimant,
		private readonly patience: Patience,
	) {}

	/** Tries what is asked about executions, whichever there are; throws what prevents it. */
	static async prepare(api: AnyInstanceApi): Promise<void> {
		await api.find({ path: '/executions/1', query: { includeData: false }, scope: 'execution:read' });
		await api.request({ path: '/executions', query: { includeData: false, limit: 1 }, scope: 'execution:list' });
	}

	/**
	 * Whether this execution failed and no retry made up for it or still may, so that its IDs are free. Throws if that cannot
	 * be known: whoever asks would be lost without a trace, or run twice.
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
				if ((await this.find(this.own.id)) === undefined) throw this.hidden();
				return false;
			}
			if (keeping.includes(found.status)) return false;
			if (failing.includes(found.status)) {
				if (found.retrySuccessId !== undefined || (await this.isRetried(owner))) return false;
				// A retry may have succeeded while it was looked for.
				return (await this.find(owner))?.retrySuccessId === undefined;
			}
			throw this.api.refusal(`n8n calls its status "${found.status}"`, 'Open that execution under Executions to see whether it ran.');
		} catch (error) {
			if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return rethrow(error);
			throw this.api.refusal(
				`Execution ${owner} may have run the same event, but its outcome is unknown: ${error.message}`,
				`${error.description ?? ''} Then retry this execution.`.trim(),
			);
		}
	}

	/**
	 * Whether a retry of it, or a retry of its retry, is not over yet. Of several retries that run the trigger again only the
	 * first must not be stopped by the others.
	 */
	private async isRetried(owner: string): Promise<boolean> {
		for (const status of unfinished) {
			for (const one of await this.patience.insist(async () => await this.retries(status))) {
				if (one.id === this.own.id || (this.own.isRetry && Number(one.id) > Number(this.own.id))) continue;
				for (let of = one.retryOf; of !== undefined; of = (await this.find(of))?.retryOf) if (of === owner) return true;
			}
		}
		return false;
	}

	private async retries(status: string): Promise<Execution[]> {
		const query = { status, workflowId: this.api.context.getWorkflow().id, includeData: false };
		const found: Execution[] = [];
		for await (const page of this.api.pages({ path: '/executions', query, limit: 250, scope: 'execution:list' })) {
			for (const row of page) found.push(this.parsed(row));
		}
		return found.filter(({ retryOf }) => retryOf !== undefined);
	}

	private parsed(row: unknown): Execution {
		const parsed = execution.safeParse(row);
		if (!parsed.success) throw this.api.notN8n();
		return parsed.data;
	}

	private async find(id: string): Promise<Execution | undefined> {
		const request = { path: `/executions/${encodeURIComponent(id)}`, query: { includeData: false }, scope: 'execution:read' };
		return await this.patience.insist(async () => {
			const found = await this.api.find(request);
			return found === undefined ? undefined : this.parsed(found);
		});
	}

	private hidden() {
		return this.api.refusal(
			'the API key cannot see the executions of this workflow',
			'Share the workflow with the user of the API key in the "N8n Instance API" credential, or use a key of the workflow\'s owner.',
		);
	}
}
