import type { Call, Operation, Resource } from '../../shared/operation';
import type { BlingApi } from '../api';

export type BlingOperation = Operation<BlingApi>;
export type BlingResource = Resource<BlingApi>;
export type BlingCall = Call<BlingApi>;
