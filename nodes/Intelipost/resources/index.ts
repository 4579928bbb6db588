import type { Resource } from '../../shared/operations/operation';
import type { IntelipostApi } from '../api/api';
import { customApiCall } from './customApiCall';
import { shipmentOrder } from './shipmentOrder';
import { tracking } from './tracking';
import { webhook } from './webhook';

export const resources: Array<Resource<IntelipostApi>> = [shipmentOrder, tracking, webhook, customApiCall];
