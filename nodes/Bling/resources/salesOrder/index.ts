import type { BlingResource } from '../operation';
import { changeSituation } from './changeSituation';
import { findByNumber, findByStoreNumber } from './find';
import { generateNfce, generateNfe } from './generateInvoice';
import { get } from './get';
import { getMany } from './getMany';
import { launchStock, revertStock } from './stockOfOrder';

export const salesOrder: BlingResource = {
	name: 'Sales Order',
	operations: [
		changeSituation,
		findByNumber,
		findByStoreNumber,
		generateNfe,
		generateNfce,
		get,
		getMany,
		launchStock,
		revertStock,
	],
};
