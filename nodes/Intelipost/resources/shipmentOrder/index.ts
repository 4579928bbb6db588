import type { Resource } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { cancel, readyForShipment } from './changes';
import { getByInvoiceKey, getByInvoiceNumber, getBySalesOrderNumber, getMany } from './find';
import { get } from './get';
import { getLabel } from './getLabel';
import { getProgress } from './getProgress';
import { readStatus } from './readStatus';
import { setInvoice } from './setInvoice';
import { setTrackingData, shipped, shippedManyWithDate } from './shipped';

export const shipmentOrder: Resource<IntelipostApi> = {
	name: 'Shipment Order',
	value: 'shipmentOrder',
	operations: [
		// A new node starts with the first one.
		get,
		getByInvoiceKey,
		getByInvoiceNumber,
		getBySalesOrderNumber,
		getMany,
		getLabel,
		getProgress,
		readStatus,
		readyForShipment,
		setInvoice,
		setTrackingData,
		shipped,
		shippedManyWithDate,
		cancel,
	],
};
