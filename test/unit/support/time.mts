import { jest } from '@jest/globals';

const requestLimit = 30_000;

/**
 * From here on every wait of the test file is so many times shorter. Start the sandbox at the same `speed`: then limits
 * by the second fit again, and a suite that waits for Bling's takes a tenth of the time. How long a request may take stays
 * as it is: on a busy machine an answer would come too late.
 */
export function hurry(factor: number): void {
	const real = globalThis.setTimeout;
	const short = (task: () => void, ms = 0) => (ms < requestLimit ? real(task, ms / factor) : real(task, ms).unref());
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(short as typeof setTimeout);
}

/** The clock as well, for code that waits until a moment: it would ask again and again for all of that time. */
export function hurryWithClock(factor: number): void {
	hurry(factor);
	const real = performance.now.bind(performance);
	const start = real();
	jest.spyOn(performance, 'now').mockImplementation(() => start + (real() - start) * factor);
}
