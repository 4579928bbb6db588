import type { Clock } from '../core/clock.mts';
import { tooMany } from './errors.mts';
import type { Settings } from './settings.mts';

/**
 * The limits of docs/facts/bling.md §4.2. Windows of seconds run in real time, because that is what
 * a client's own rate limiter measures; days and the length of a block run in virtual time.
 */
export interface Limits {
	/** Counts a request of an account; throws the 429 if it exceeds a limit. */
	countAccount(companyId: string): void;
	isBlocked(ip: string): boolean;
	/** Counts a finished request of an IP and blocks it if it went too far. */
	countAddress(ip: string, status: number): void;
	/** Counts a call to /oauth/token. */
	countTokenCall(ip: string): void;
	unblock(): void;
	/** Requests of today by account. */
	today(): Record<string, number>;
}

interface Address {
	requests: number[];
	errors: number[];
	tokenCalls: number[];
	blockedUntil: number;
}

const day = 86_400_000;
const minute = 60_000;
const burst = { windowMs: 10_000, requests: 600, errors: 300, blockMs: 10 * minute };
const tokenCalls = { windowMs: 60_000, calls: 20, blockMs: 60 * minute };

/** Keeps the moments within the window, and adds now. */
function count(moments: number[], windowMs: number): number {
	const now = performance.now();
	const recent = moments.filter((moment) => now - moment < windowMs);
	moments.splice(0, moments.length, ...recent, now);
	return moments.length;
}

/** Counts requests per company and per address, and refuses as Bling does, except for what the settings turn off. */
export function createLimits(clock: Clock, settings: Settings): Limits {
	const seconds = new Map<string, number[]>();
	const days = new Map<string, { day: number; used: number }>();
	const addresses = new Map<string, Address>();

	const address = (ip: string): Address => {
		const known = addresses.get(ip) ?? { requests: [], errors: [], tokenCalls: [], blockedUntil: 0 };
		addresses.set(ip, known);
		return known;
	};
	const block = (entry: Address, ms: number) => {
		if (settings.ipBlocks) entry.blockedUntil = Math.max(entry.blockedUntil, clock.now() + ms);
	};
	const usedToday = (companyId: string) => {
		const today = Math.floor(clock.now() / day);
		const entry = days.get(companyId);
		if (entry?.day === today) return entry;
		const fresh = { day: today, used: 0 };
		days.set(companyId, fresh);
		return fresh;
	};

	return {
		countAccount(companyId) {
			const quota = usedToday(companyId);
			if (quota.used >= settings.dayQuota) throw tooMany(settings.dayQuota, 'day');
			const now = performance.now();
			const recent = (seconds.get(companyId) ?? []).filter((moment) => now - moment < 1000);
			// A refused request does not count, or an impatient client would never get through
			// again.
			if (recent.length >= settings.perSecond) throw tooMany(settings.perSecond, 'second');
			seconds.set(companyId, [...recent, now]);
			quota.used++;
		},
		isBlocked: (ip) => address(ip).blockedUntil > clock.now(),
		countAddress(ip, status) {
			const entry = address(ip);
			if (count(entry.requests, burst.windowMs) >= burst.requests) block(entry, burst.blockMs);
			if (status >= 400 && count(entry.errors, burst.windowMs) >= burst.errors) block(entry, burst.blockMs);
		},
		countTokenCall(ip) {
			const entry = address(ip);
			if (count(entry.tokenCalls, tokenCalls.windowMs) > tokenCalls.calls) block(entry, tokenCalls.blockMs);
		},
		unblock: () => addresses.clear(),
		today: () => Object.fromEntries([...days.keys()].map((companyId) => [companyId, usedToday(companyId).used])),
	};
}
