import type { Resource } from '../../shared/operations/operation';
import type { IsetApi } from '../api/api';
import { customApiCall } from './customApiCall';
import { order } from './order';
import { product } from './product';
import { webhook } from './webhook';

export const resources: Array<Resource<IsetApi>> = [order, product, webhook, customApiCall];
