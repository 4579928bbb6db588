import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { handleAction } from './handleAction';
import { render } from './render';

export const report: Resource<InstanceApi> = { name: 'Report', value: 'report', operations: [render, handleAction] };
