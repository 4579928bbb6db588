import type { Resource } from '../../../shared/operations/operation';
import { mask } from './mask';
import { oneAddress } from './oneAddress';

/** Operations that work on the input alone, without this n8n's API. */
export const text: Resource<unknown> = { name: 'Text', value: 'text', operations: [mask, oneAddress] };
