/**
 * Milliseconds of a clock that only goes forward, counted from an arbitrary moment: for measuring
 * durations. The time of day may be set back; it is for times that people read and that others
 * wrote.
 */
export const clockMs = (): number => performance.now();
