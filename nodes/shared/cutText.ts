import { wellFormed } from './json';

/**
 * Cuts a text to this many characters: at the end of a sentence if one ends in the second half,
 * else after a word, followed by "…".
 */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest) return text;
	const endingWith = (last: RegExp) => {
		for (let length = longest - 2; length > longest / 2; length--) {
			if (last.test(text[length - 1]) && /\s/.test(text[length])) return text.slice(0, length);
		}
		return undefined;
	};
	const kept = endingWith(/[.!?;]/) ?? endingWith(/\S/);
	return kept === undefined ? `${wellFormed(text.slice(0, longest - 1))}…` : kept.endsWith('.') ? `${kept} …` : `${kept}…`;
}
