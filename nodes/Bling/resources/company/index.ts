import type { BlingResource } from '../operation';
import { getBasicData } from './getBasicData';

export const company: BlingResource = { name: 'Company', value: 'company', operations: [getBasicData] };
