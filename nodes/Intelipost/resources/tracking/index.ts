import type { Resource } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { getHistory } from './getHistory';
import { listLate } from './listLate';
import { replayEvents } from './replayEvents';

export const tracking: Resource<IntelipostApi> = {
	name: 'Tracking',
	value: 'tracking',
	operations: [getHistory, listLate, replayEvents],
};
