import { z } from 'zod';

import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { asItem, orderNumber, readNumber, volumeNumber } from '../fields';

const label = z.object({ label_url: z.string().min(1) }).passthrough();

/** GET /shipment_order/get_label/{order_number}/{volume_number}: `label_url`. */
export const getLabel: Operation<IntelipostApi> = {
	name: 'Get Label',
	value: 'getLabel',
	action: 'Get the label of a volume',
	description: "Get the URL of a volume's label (label_url)",
	fields: [orderNumber, volumeNumber],
	async run({ api, param }) {
		const order = readNumber(param, 'orderNumber');
		const volume = readNumber(param, 'volumeNumber');
		return asItem(
			await api.ask({ method: 'GET', path: `/shipment_order/get_label/${encodeURIComponent(order)}/${encodeURIComponent(volume)}` }, label),
		);
	},
};
