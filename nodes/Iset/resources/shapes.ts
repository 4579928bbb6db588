import type { OutputShape } from '../../shared/operations/output';

/** Of an order only some keys are known, and which of the others name a person is not (docs/facts/iset.md §4.2). */
export const orderShape: OutputShape = { simple: [], others: [], open: true };

/** What is known of a product (docs/facts/iset.md §4.2); a shop may answer more. */
export const productShape: OutputShape = {
	simple: ['id', 'name', 'price', 'price_sale', 'status', 'categories_path', 'url', 'image_default', 'date_added', 'last_modified'],
	others: [],
	open: true,
	late: true,
};
