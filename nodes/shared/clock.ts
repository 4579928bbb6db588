/**
 * Milliseconds of a clock that only goes forward, from no particular moment on: for how long something took or is kept.
 * The time of day may be set back an hour; it is for times that people read and that others wrote.
 */
export const clockMs = (): number => performance.now();
