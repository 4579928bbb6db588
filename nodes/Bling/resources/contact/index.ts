import type { BlingResource } from '../operation';
import { findByDocument } from './findByDocument';
import { upsert } from './upsert';

export const contact: BlingResource = { name: 'Contact', value: 'contact', operations: [findByDocument, upsert] };
