import { DataDeduplicationService } from 'n8n-core';
import type { IDataDeduplicator } from 'n8n-workflow';

/** Stands for n8n's processed_data table in the tests of a file: one list of ids per workflow and node. */
export function useProcessedTable(): void {
	const rows = new Map<string, Set<string>>();
	const database = {
		checkProcessedAndRecord: async (ids: string[], _scope: string, { workflow }: { workflow: { id: string } }) => {
			const row = rows.get(workflow.id) ?? new Set();
			rows.set(workflow.id, row);
			const fresh = ids.filter((id) => !row.has(id));
			for (const id of fresh) row.add(id);
			return { new: fresh, processed: [] };
		},
		removeProcessed: async (ids: string[], _scope: string, { workflow }: { workflow: { id: string } }) => {
			for (const id of ids) rows.get(workflow.id)?.delete(id);
		},
	} as unknown as IDataDeduplicator;

	beforeAll(async () => {
		await DataDeduplicationService.init(database);
	});
	// The test files of a process share n8n: the next one begins without it.
	afterAll(() => Reflect.set(DataDeduplicationService, 'instance', undefined));
}
