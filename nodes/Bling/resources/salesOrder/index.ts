import type { BlingResource } from '../operation';
import { changeSituation } from './changeSituation';
import { findByNumber, findByStoreNumber } from './find';
import { generateNfce, generateNfe } from './generateInvoice';
import { get } from './get';
import { getMany } from './getMany';
import { launchStock, revertStock } from './stockOfOrder';

export const salesOrder: BlingResource = {
	name: 'Sales Order',
	value: 'salesOrder',
	operations: [
		// The first one is what the node starts with.
		get,
		getMany,
		findByNumber,
		findByStoreNumber,
		changeSituation,
		generateNfe,
		generateNfce,
		launchStock,
		revertStock,
	],
};
