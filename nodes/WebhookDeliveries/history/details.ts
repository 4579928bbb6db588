import { z } from 'zod';

import type { Counts } from './counts';
import { addStored, addTo, mostCounted, noCounts, roundedMs, storedCounts, toStored, whole } from './counts';
import { executionId as id } from './executionId';
import type { About, Part, SeenRow } from './parts';
import { hashLength } from './parts';
import { durationMs, statusOfRow } from './records';

/** Deliveries of one group that have ended without failing. */
export interface GroupCounts {
	about: About;
	/** The id of its newest execution. */
	newest: number;
	counts: Counts;
}

/** A success that may recover an older failure of the same delivery. */
export interface Success {
	id: string;
	key: string;
	only: string[] | null;
}

const text = z.string().nullable();
const hash = z
	.string()
	.regex(/^[\w-]+$/)
	.length(hashLength);
const about = z.tuple([text, text, text, text, z.boolean()]);
const group = z.tuple([about, id, storedCounts]);
const part = z.tuple([about, whole(mostCounted), z.boolean(), hash.nullable(), hash.nullable(), hash.nullable(), z.array(hash).nullable()]);

/** An id in base 36, padded, and a key: so short, as there is one for every delivery of a month. Many come without a separator. */
const idLength = 6;
const entryLength = idLength + hashLength;
const entries = z
	.string()
	.regex(/^[\w-]*$/)
	.refine(({ length }) => length % entryLength === 0);
const keys = z.tuple([z.array(hash).nullable(), entries]);

/** What an hour holds of single deliveries, as it is stored. */
export const storedDetails = z.object({
	/** By workflow. */
	g: z.record(z.string(), z.array(group)),
	/** By workflow, the successes by `only`. */
	k: z.record(z.string(), z.array(keys)),
	/** By the id of what is recorded individually. */
	p: z.record(z.string(), z.array(part)),
});

export type StoredDetails = z.infer<typeof storedDetails>;

const toAbout = ([vendor, account, accountName, event, isRead]: z.infer<typeof about>): About => ({
	vendor,
	account,
	accountName,
	event,
	isRead,
});
const fromAbout = ({ vendor, account, accountName, event, isRead }: About): z.infer<typeof about> => [
	vendor,
	account,
	accountName,
	event,
	isRead,
];

/** The deliveries of one hour by their groups, and the keys of those that succeeded. */
export class Details {
	private readonly groups = new Map<string, Map<string, GroupCounts>>();
	private readonly successes = new Map<string, Map<string, { only: string[] | null; entries: string }>>();

	/** Counts an execution that ended without failing. */
	see(row: SeenRow): void {
		const isGood = statusOfRow(row) === 'succeeded';
		const duration = durationMs(row);
		for (const each of row.parts ?? []) {
			const { weight, isRepetition, key, only } = each;
			if (isGood && key !== null) this.addEntries(row.workflowId, only, Number(row.id).toString(36).padStart(idLength, '0') + key);
			if (isRepetition) continue;
			const { counts } = this.group(row.workflowId, each, Number(row.id));
			if (isGood) counts.succeeded += weight;
			else counts.other += weight;
			if (isGood && duration !== null) addTo(counts.durations, roundedMs(duration), 1);
		}
	}

	/** Adds what the table holds, of those workflows that are wanted. */
	read({ g, k }: Pick<StoredDetails, 'g' | 'k'>, isWanted: (workflowId: string) => boolean): void {
		for (const [workflowId, groups] of Object.entries(g).filter(([of]) => isWanted(of))) {
			for (const [each, newest, counts] of groups) addStored(this.group(workflowId, toAbout(each), Number(newest)).counts, counts);
		}
		for (const [workflowId, all] of Object.entries(k).filter(([of]) => isWanted(of))) {
			for (const [only, added] of all) this.addEntries(workflowId, only, added);
		}
	}

	/** For the table; without what is recorded individually. */
	stored(): Pick<StoredDetails, 'g' | 'k'> {
		const g = [...this.groups].map(([workflowId, groups]) => {
			const cells = [...groups.values()].map(
				({ about: each, newest, counts }): z.input<typeof group> => [fromAbout(each), String(newest), toStored(counts)],
			);
			return [workflowId, cells] as const;
		});
		const k = [...this.successes].map(([workflowId, all]) => {
			return [workflowId, [...all.values()].map(({ only, entries: added }): z.input<typeof keys> => [only, added])] as const;
		});
		return { g: Object.fromEntries(g), k: Object.fromEntries(k) };
	}

	/** How many deliveries it has. */
	get size(): number {
		const all = [...this.groups.values()].flatMap((groups) => [...groups.values()]);
		return all.reduce((sum, { counts }) => sum + counts.succeeded + counts.other, 0);
	}

	/** The groups of a workflow. */
	groupsOf(workflowId: string): GroupCounts[] {
		return [...(this.groups.get(workflowId)?.values() ?? [])];
	}

	/** The successes of a workflow with one of these keys. */
	successesOf(workflowId: string, wanted: ReadonlySet<string>): Success[] {
		const found: Success[] = [];
		for (const { only, entries: all } of this.successes.get(workflowId)?.values() ?? []) {
			for (let at = 0; at < all.length; at += entryLength) {
				const key = all.slice(at + idLength, at + entryLength);
				if (wanted.has(key)) found.push({ id: String(parseInt(all.slice(at, at + idLength), 36)), key, only });
			}
		}
		return found;
	}

	private group(workflowId: string, each: About, newest: number): GroupCounts {
		const groups = this.groups.get(workflowId) ?? new Map<string, GroupCounts>();
		this.groups.set(workflowId, groups);
		const key = JSON.stringify(fromAbout(each));
		const known = groups.get(key) ?? { about: toAbout(fromAbout(each)), newest, counts: noCounts() };
		groups.set(key, known);
		known.newest = Math.max(known.newest, newest);
		return known;
	}

	private addEntries(workflowId: string, only: string[] | null, added: string): void {
		const all = this.successes.get(workflowId) ?? new Map<string, { only: string[] | null; entries: string }>();
		this.successes.set(workflowId, all);
		const key = JSON.stringify(only);
		all.set(key, { only, entries: (all.get(key)?.entries ?? '') + added });
	}
}

/** For the table: the deliveries of an execution that is recorded individually. */
export const fromParts = (parts: Part[]): Array<z.input<typeof part>> =>
	parts.map((each) => [fromAbout(each), each.weight, each.isRepetition, each.key, each.anyKey, each.failingNode, each.only]);

/** The same from the table. */
export const toParts = (cells: StoredDetails['p'][string]): Part[] =>
	cells.map(([each, weight, isRepetition, key, anyKey, failingNode, only]) => {
		return { ...toAbout(each), weight, isRepetition, key, anyKey, failingNode, only };
	});
