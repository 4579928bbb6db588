import type { Random } from '../core/random.mts';

/**
 * The store's only valid token (docs/facts/iset.md §4.1). Runs on the real clock, like the clients
 * that read `expires_in`.
 */
export interface LiveToken {
	/** Unix seconds of its end, or null if there is none. */
	expiresAt(): number | null;
	/** A new token, or null while one is valid: the old one is never returned again. */
	issue(lifeS: number): { token: string; expiresAt: number } | null;
	accepts(token: string): boolean;
	/** Ends it early. */
	expire(): void;
	/** How many were issued since the world was made. */
	readonly issued: number;
}

/**
 * The access key's only valid token: while it is valid, no other is issued. It expires in real
 * time, like the node's own clock.
 */
export function createLiveToken(random: Random): LiveToken {
	let live: { token: string; endsAtMs: number } | null = null;
	let issued = 0;
	const current = () => (live && Date.now() < live.endsAtMs ? live : null);

	return {
		expiresAt: () => {
			const found = current();
			return found && Math.floor(found.endsAtMs / 1000);
		},
		issue(lifeS) {
			if (current()) return null;
			issued++;
			live = { token: random.hex(40), endsAtMs: Date.now() + lifeS * 1000 };
			return { token: live.token, expiresAt: Math.floor(live.endsAtMs / 1000) };
		},
		accepts: (token) => current()?.token === token,
		expire() {
			live = null;
		},
		get issued() {
			return issued;
		},
	};
}
