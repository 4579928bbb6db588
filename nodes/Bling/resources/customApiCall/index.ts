import type { BlingResource } from '../operation';
import { sendRequest } from './sendRequest';

export const customApiCall: BlingResource = { name: 'Custom API Call', operations: [sendRequest] };
