import type { Call, Operation, Resource } from '../../shared/operations/operation';
import type { BlingApi } from '../api/api';

/** An operation, resource or call of the Bling node. */
export type BlingOperation = Operation<BlingApi>;
export type BlingResource = Resource<BlingApi>;
export type BlingCall = Call<BlingApi>;
