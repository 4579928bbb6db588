/** Brasília has been three hours behind UTC all year since 2019. */
const brasilia = (time: number) => new Date(time - 3 * 3_600_000).toISOString();

/** `2026-03-01 10:00:00`, Brasília time (docs/facts/iset.md §4.2). */
export const localDateTime = (time: number): string => brasilia(time).slice(0, 19).replace('T', ' ');

/** `2026-03-01`, Brasília time. */
export const localDate = (time: number): string => brasilia(time).slice(0, 10);
