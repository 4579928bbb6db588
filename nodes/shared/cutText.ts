import { wellFormed } from './json';

/** Text of at most so many characters: a longer one ends with a sentence where one ends in its second half, else with a word, and then "…". */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest) return text;
	const head = text.slice(0, longest - 1);
	const ends = [/[\s\S]*[.!?;](?=\s)/, /[\s\S]*\S(?=\s)/].map((pattern) => pattern.exec(text.slice(0, longest))?.[0] ?? '');
	const kept = ends.find(({ length }) => length > longest / 2 && length < longest - 1);
	return kept === undefined ? `${wellFormed(head)}…` : kept.endsWith('.') ? `${kept} …` : `${kept}…`;
}
