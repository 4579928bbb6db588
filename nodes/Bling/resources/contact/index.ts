import type { BlingResource } from '../operation';
import { upsert } from './upsert';

export const contact: BlingResource = { name: 'Contact', value: 'contact', operations: [upsert] };
