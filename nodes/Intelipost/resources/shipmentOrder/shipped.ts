import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { Parameters } from '../../../shared/operations/parameters';
import type { IntelipostApi } from '../../api/api';
import { asItem, checkedNumber, orderNumber, readNumber } from '../fields';

/** The volumes that were filled in, and their tracking codes. */
const readCodes = (param: Parameters) =>
	param.rows('trackingCodes', 'volumes').map((row) => ({ volumeNumber: row.text('volumeNumber'), trackingCode: row.text('trackingCode') }));

/** Rows with a volume and a tracking code. */
const trackingCodes: INodeProperties = {
	displayName: 'Tracking Codes',
	name: 'trackingCodes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Volume' },
	default: {},
	description: 'One code for each volume of the order',
	options: [
		{
			displayName: 'Volume',
			name: 'volumes',
			values: [
				{
					displayName: 'Volume Number',
					name: 'volumeNumber',
					type: 'string',
					default: '1',
					description: 'Number of the volume in the order',
				},
				{
					displayName: 'Tracking Code',
					name: 'trackingCode',
					type: 'string',
					default: '',
					placeholder: 'e.g. IP20160701BR',
					description: "The carrier's code",
				},
			],
		},
	],
};

/** POST /shipment_order/set_tracking_data. */
export const setTrackingData: Operation<IntelipostApi> = {
	name: 'Set Tracking Codes',
	value: 'setTrackingData',
	action: 'Set the tracking codes of a shipment order',
	description: 'Set the tracking code of one or more volumes',
	fields: [orderNumber, trackingCodes],
	async run({ api, param }) {
		const order_number = readNumber(param, 'orderNumber');
		const rows = readCodes(param);
		if (rows.length === 0) param.refuse('trackingCodes', 'is empty', 'Add at least one volume.');
		const tracking_data_array = rows.map(({ volumeNumber, trackingCode }) => ({
			shipment_order_volume_number: volumeNumber,
			tracking_code: trackingCode,
		}));
		const answer = await api.post('/shipment_order/set_tracking_data', { order_number, tracking_data_array });
		return { orderNumber: order_number, trackingDataSet: true, trackingCodes: rows, ...asItem(answer) };
	},
};

/** POST /shipment_order/shipped: here the volume's key is `shipment_order_number` (docs/facts/intelipost.md §4.3). */
export const shipped: Operation<IntelipostApi> = {
	name: 'Mark as Shipped',
	value: 'shipped',
	action: 'Mark a shipment order as shipped',
	description: 'Tell Intelipost that the carrier now has the order ("Despachado")',
	fields: [orderNumber, { ...trackingCodes, description: 'Only if they have not been set before' }],
	async run({ api, param }) {
		const order_number = readNumber(param, 'orderNumber');
		const tracking_data_array = readCodes(param).map(({ volumeNumber, trackingCode }) => ({
			shipment_order_number: volumeNumber,
			tracking_code: trackingCode,
		}));
		const body = tracking_data_array.length > 0 ? { order_number, tracking_data_array } : { order_number };
		return { orderNumber: order_number, ...asItem(await api.post('/shipment_order/shipped', body)) };
	},
};

/** POST /shipment_order/multi/shipped/with_date. The format of `event_date` is unconfirmed; ISO 8601 is sent. */
export const shippedManyWithDate: Operation<IntelipostApi> = {
	name: 'Mark Many as Shipped',
	value: 'shippedManyWithDate',
	action: 'Mark many shipment orders as shipped',
	description: 'Tell Intelipost in one request when the carrier took several orders',
	fields: [
		{
			displayName: 'Order Numbers',
			name: 'orderNumbers',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. PEDIDO0004, PEDIDO0005',
			description: 'Numbers of the shipment orders, separated by commas',
		},
		{
			displayName: 'Date',
			name: 'eventDate',
			type: 'dateTime',
			default: '',
			description: 'When it happened; empty means now',
		},
	],
	notForAgents: true,
	async run({ api, param }) {
		const numbers = param.list('orderNumbers');
		if (numbers.length === 0) param.refuse('orderNumbers', 'is empty', 'Enter at least one order.');
		for (const number of numbers) checkedNumber(param, 'orderNumbers', number);
		const event_date = param.optionalDate('eventDate') ?? new Date().toISOString();
		const content = await api.post(
			'/shipment_order/multi/shipped/with_date',
			numbers.map((order_number) => ({ order_number, event_date })),
		);
		return { orderNumbers: numbers, eventDate: event_date, ...asItem(content) };
	},
};
