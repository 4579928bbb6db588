import type { Resource } from '../../../shared/operations/operation';
import { answer } from './answer';

/** Pages for the person who sent a form of a Form Page Trigger. */
export const formPage: Resource<unknown> = { name: 'Form Page', value: 'formPage', operations: [answer] };
