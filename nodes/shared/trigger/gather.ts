import { sleep } from 'n8n-workflow';

import type { Delivery } from './delivery';

/** The windows a user can choose, in milliseconds; 0 is off. */
export const gatherWindows = [0, 100, 250, 1000, 2000];

/** Vendors give up after 5 s: nobody waits longer from the start of the window until the answer, including storing. */
const longestWaitMs = 3_000;

/** The most deliveries in one execution. */
const maxDeliveries = 500;

interface Member {
	deliveries: Delivery[];
	/** Keys under which the deliveries are claimed; settled together with the execution that holds them. */
	keys: string[];
	/** Whether its client has left. */
	isGone(): boolean;
}

/**
 * What a request does when its window ends: start the execution of all collected deliveries and
 * report the result, or answer like the one that did.
 */
type Turn =
	| { role: 'commit'; deliveries: Delivery[]; keys: string[]; settle(stored: boolean): void }
	| { role: 'follow'; stored: Promise<boolean> };

interface Seat {
	member: Member;
	take(turn: Turn): void;
}

/**
 * Group commit: the deliveries that reach one trigger within a window become one execution, and
 * none is acknowledged before n8n has stored it. The first request waits for the window; then a
 * request whose client is still there commits.
 */
export class Gatherer {
	private open: Seat[] = [];

	async join(member: Member, windowMs: number): Promise<Turn> {
		const count = this.open.reduce((sum, seat) => sum + seat.member.deliveries.length, 0);
		if (count === 0 || count + member.deliveries.length > maxDeliveries) this.openGroup(windowMs);
		const group = this.open;
		return await new Promise((take) => group.push({ member, take }));
	}

	private openGroup(windowMs: number): void {
		const group: Seat[] = [];
		this.open = group;
		const tooLate = sleep(longestWaitMs).then((): false => false);
		void sleep(windowMs).then(() => {
			if (this.open === group) this.open = [];
			commit(group, tooLate);
		});
	}
}

function commit(group: Seat[], tooLate: Promise<false>): void {
	let settle: (stored: boolean) => void = () => {};
	const outcome = new Promise<boolean>((resolve) => (settle = resolve));
	const stored = Promise.race([outcome, tooLate]);
	// If all clients have left, the deliveries are stored anyway: they were sent, and may not be
	// sent again.
	const committer = group.find(({ member }) => !member.isGone()) ?? group[0];
	const deliveries = group.flatMap(({ member }) => member.deliveries);
	const keys = group.flatMap(({ member }) => member.keys);
	for (const seat of group) {
		seat.take(seat === committer ? { role: 'commit', deliveries, keys, settle } : { role: 'follow', stored });
	}
}

/**
 * Keeps the newest delivery per account, resource and reference, by the vendor's time (or the later
 * arrival if that is equal or missing), in order of arrival. Deliveries without a reference all
 * stay, and so do unproven ones: whoever invents one must not make a genuine one disappear.
 */
export function latestPerReference(deliveries: Delivery[]): Delivery[] {
	const takesPart = ({ reference, verifiedBy }: Delivery) => reference !== null && verifiedBy.length > 0;
	const newest = new Map<string, Delivery>();
	const subject = ({ account, event, reference }: Delivery) => JSON.stringify([account, event.split('.')[0], reference]);
	for (const delivery of deliveries.filter(takesPart)) {
		const known = newest.get(subject(delivery));
		if (!known || (delivery.occurredAt ?? '') >= (known.occurredAt ?? '')) newest.set(subject(delivery), delivery);
	}
	return deliveries.filter((delivery) => !takesPart(delivery) || newest.get(subject(delivery)) === delivery);
}
