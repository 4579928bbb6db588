import { setTimeout as wait } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import { recordProcessed, takeBackProcessed } from '../../../nodes/shared/trigger/processed';

type Helpers = IExecuteFunctions['helpers'];

/** Behaves as n8n's: reads the whole row, thinks, writes it whole; calls that overlap overwrite each other. */
function lossyDatabase({ uniqueErrors = 0 } = {}) {
	let row: string[] = [];
	let calls = 0;
	const helpers = {
		async checkProcessedAndRecord(items: string[]) {
			calls++;
			if (uniqueErrors-- > 0) throw new Error('UNIQUE constraint failed: processed_data.workflowId');
			const before = [...row];
			await wait(1);
			const fresh = items.filter((id) => !before.includes(id));
			row = [...before, ...fresh];
			return { new: fresh, processed: items.filter((id) => before.includes(id)) };
		},
		async removeProcessed(items: string[]) {
			const before = [...row];
			await wait(1);
			row = before.filter((id) => !items.includes(id));
		},
	} as unknown as Helpers;
	return { helpers, rows: () => row, calls: () => calls };
}

test('28 executions at once keep all 28 ids, in few calls', async () => {
	const { helpers, rows, calls } = lossyDatabase();
	const ids = Array.from({ length: 28 }, (_, index) => `id-${index}`);
	const answers = await Promise.all(ids.map(async (id) => await recordProcessed('28', helpers, [id])));
	expect(answers).toEqual(ids.map((id) => [id]));
	expect(rows().sort()).toEqual([...ids].sort());
	expect(calls()).toBeLessThan(4);
});

test('of executions that ask for the same id at once exactly one gets it', async () => {
	const { helpers } = lossyDatabase();
	const answers = await Promise.all(Array.from({ length: 10 }, async () => await recordProcessed('same', helpers, ['a'])));
	expect(answers.flat()).toEqual(['a']);
});

test('what was recorded is not fresh again, until it is taken back', async () => {
	const { helpers } = lossyDatabase();
	expect(await recordProcessed('again', helpers, ['a', 'b'])).toEqual(['a', 'b']);
	expect(await recordProcessed('again', helpers, ['a', 'c'])).toEqual(['c']);
	await takeBackProcessed('again', helpers, ['a']);
	expect(await recordProcessed('again', helpers, ['a', 'b'])).toEqual(['a']);
});

test('taking back waits in the same line as recording', async () => {
	const { helpers, rows } = lossyDatabase();
	await recordProcessed('line', helpers, ['a']);
	await Promise.all([
		recordProcessed('line', helpers, ['b']),
		takeBackProcessed('line', helpers, ['a']),
		recordProcessed('line', helpers, ['c']),
	]);
	expect(rows()).toEqual(['b', 'c']);
});

test('a UNIQUE error of another worker is worth a repeat, another error is not', async () => {
	const patient = lossyDatabase({ uniqueErrors: 2 });
	expect(await recordProcessed('unique', patient.helpers, ['a'])).toEqual(['a']);
	expect(patient.calls()).toBe(3);
	let asked = 0;
	const checkProcessedAndRecord = async () => await Promise.reject(new Error(`database is locked, ${++asked}`));
	await expect(recordProcessed('broken', { checkProcessedAndRecord } as unknown as Helpers, ['a'])).rejects.toThrow(
		'database is locked, 1',
	);
	expect(asked).toBe(1);
	await expect(recordProcessed('unique-for-ever', lossyDatabase({ uniqueErrors: 99 }).helpers, ['a'])).rejects.toThrow('UNIQUE');
});

test('the line goes on after an error', async () => {
	const { helpers } = lossyDatabase();
	const broken = { checkProcessedAndRecord: async () => await Promise.reject(new Error('once')) } as unknown as Helpers;
	await expect(recordProcessed('on', broken, ['a'])).rejects.toThrow('once');
	expect(await recordProcessed('on', helpers, ['a'])).toEqual(['a']);
});

test('ids are kept for the node, the last 1,000 of them, and none is asked for nothing', async () => {
	const asked: unknown[][] = [];
	const helpers = {
		checkProcessedAndRecord: async (...all: unknown[]) => (asked.push(all), { new: all[0], processed: [] }),
		removeProcessed: async (...all: unknown[]) => void asked.push(all),
	} as unknown as Helpers;
	expect(await recordProcessed('kept', helpers, [])).toEqual([]);
	await takeBackProcessed('kept', helpers, []);
	expect(asked).toEqual([]);
	await recordProcessed('kept', helpers, ['a']);
	await takeBackProcessed('kept', helpers, ['a']);
	expect(asked).toEqual(Array(2).fill([['a'], 'node', { mode: 'entries', maxEntries: 1000 }]));
});
