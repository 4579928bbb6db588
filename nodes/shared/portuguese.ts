import type { VendorIdentity } from './vendorIdentity';

/** Whoever a Portuguese sentence names. */
export type Named = Pick<VendorIdentity, 'article' | 'displayName'>;

/** A name in Portuguese sentences: "O Bling respondeu", "o Bling", "do Bling", "no Bling"; of iSET "A iSET respondeu", "da iSET". */
export const inPortuguese = ({ article, displayName }: Named) => ({
	first: `${article.toUpperCase()} ${displayName}`,
	the: `${article} ${displayName}`,
	of: `d${article} ${displayName}`,
	at: `n${article} ${displayName}`,
});
