import type { BlingResource } from '../operation';
import { changeByStoreNumber } from './changeByStoreNumber';
import { changeSituation } from './changeSituation';
import { create } from './create';
import { findByNumber, findByStoreNumber } from './find';
import { generateNfce, generateNfe } from './generateInvoice';
import { get } from './get';
import { getMany } from './getMany';
import { stateByStoreNumber } from './stateByStoreNumber';
import { launchStock, revertStock } from './stockOfOrder';
import { update } from './update';

export const salesOrder: BlingResource = {
	name: 'Sales Order',
	value: 'salesOrder',
	operations: [
		// A new node starts with the first one.
		get,
		getMany,
		findByNumber,
		findByStoreNumber,
		stateByStoreNumber,
		changeSituation,
		changeByStoreNumber,
		create,
		generateNfe,
		generateNfce,
		launchStock,
		revertStock,
		update,
	],
};
