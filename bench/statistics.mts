/** The middle value; for an even number of values, the mean of the two in the middle. */
export function median(values: number[]): number {
	if (values.length === 0) throw new Error('No values to take the median of');
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
