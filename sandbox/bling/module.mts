import { identity } from '../../nodes/Bling/identity.ts';
import type { VendorModule } from '../core/vendor.mts';
import { accessActions } from './actions/access.mts';
import { createLookup } from './actions/lookup.mts';
import { orderActions } from './actions/orders.mts';
import { panelActions } from './actions/panel.mts';
import { productActions } from './actions/products.mts';
import { stockActions } from './actions/stock.mts';
import { createServer } from './api/server.mts';
import { sections } from './sections.mts';
import { snapshot } from './snapshot.mts';
import { createWorld } from './world.mts';

/** Bling, imitated as far as docs/facts/bling.md describes it. */
export const bling: VendorModule = {
	name: identity.vendor,
	label: identity.displayName,
	ports: { bling: 1 },
	shownHeaders: ['enable-jwt'],
	create(context) {
		const world = createWorld(context);
		const look = createLookup(world);
		return {
			servers: { bling: createServer(world) },
			actions: [
				...panelActions(world, look),
				...accessActions(world, look),
				...stockActions(world, look),
				...orderActions(world, look),
				...productActions(world, look),
			],
			sections: () => sections(world),
			snapshot: () => snapshot(world),
		};
	},
};
