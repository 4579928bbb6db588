import type { Resource } from '../../shared/operation';
import type { IntelipostApi } from '../api';
import { customApiCall } from './customApiCall';
import { shipmentOrder } from './shipmentOrder';
import { tracking } from './tracking';
import { webhook } from './webhook';

export const resources: Array<Resource<IntelipostApi>> = [shipmentOrder, tracking, webhook, customApiCall];
