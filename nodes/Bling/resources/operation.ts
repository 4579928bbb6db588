import type { Call, Operation, Resource } from '../../shared/operation';
import type { BlingApi } from '../api';

/** An operation, resource or call of the Bling node. */
export type BlingOperation = Operation<BlingApi>;
export type BlingResource = Resource<BlingApi>;
export type BlingCall = Call<BlingApi>;
