import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { check } from './check';
import { describeFailure } from './describeFailure';
import { markAsTold } from './markAsTold';

export const alert: Resource<InstanceApi> = {
	name: 'Alert',
	value: 'alert',
	// A new node starts with the first one, which must change nothing.
	operations: [check, describeFailure, markAsTold],
};
