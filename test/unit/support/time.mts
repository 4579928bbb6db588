import { jest } from '@jest/globals';

/**
 * From here on every wait of the test file is so many times shorter. Start the sandbox at the same `speed`: then limits
 * by the second fit again, and a suite that waits for Bling's takes a tenth of the time.
 */
export function hurry(factor: number): void {
	const real = globalThis.setTimeout;
	const short = (task: () => void, ms = 0) => real(task, ms / factor);
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(short as typeof setTimeout);
}
