import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { check } from './check';
import { describeFailure } from './describeFailure';
import { markAsTold } from './markAsTold';

export const alert: Resource<InstanceApi> = {
	name: 'Alert',
	value: 'alert',
	// The first is what a new node does: it must change nothing.
	operations: [check, describeFailure, markAsTold],
};
