import type { Resource } from '../../../shared/operation';
import type { InstanceApi } from '../../api';
import { handleAction } from './handleAction';
import { render } from './render';

export const report: Resource<InstanceApi> = { name: 'Report', value: 'report', operations: [render, handleAction] };
