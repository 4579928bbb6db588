import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { handleAction } from './handleAction';
import { handleForm } from './handleForm';
import { render } from './render';

export const report: Resource<InstanceApi> = { name: 'Panel Page', value: 'report', operations: [render, handleForm, handleAction] };
