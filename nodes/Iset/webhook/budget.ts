import { clockMs } from '../../shared/clock';
import { state } from '../../state';

const perMinute = 60;
const minuteMs = 60_000;

/**
 * Lets at most 60 deliveries a minute through per key and process: each delivery without a token
 * costs an execution and a request to the shop, and anybody who knows the address could send them.
 */
export function withinBudget(key: string, now = clockMs()): boolean {
	const recent = (state.isetWithoutToken.get({ address: key }, now) ?? []).filter((at) => now - at < minuteMs);
	const within = recent.length < perMinute;
	if (within) recent.push(now);
	state.isetWithoutToken.keep({ address: key }, recent, now);
	return within;
}
