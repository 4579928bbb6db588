import { identity } from '../../nodes/Iset/identity.ts';
import { catalogue } from '../../nodes/Iset/webhook/events.ts';
import type { VendorModule } from '../core/vendor.mts';
import { createApi } from './api.mts';
import { createNotifier } from './notifier.mts';
import { panelActions } from './panel-actions.mts';
import { sections } from './sections.mts';
import { defaultSettings } from './settings.mts';
import { shopActions } from './shop-actions.mts';
import { createStore } from './store.mts';
import { createLiveToken } from './token.mts';

/** One iSET shop: its API is on its own host, as in the real world (docs/facts/iset.md §4). */
export const iset: VendorModule = {
	name: identity.vendor,
	label: identity.displayName,
	ports: { iset: 4 },
	create({ clock, random, dispatches, origins }) {
		const origin = () => origins.iset;
		const domain = () => new URL(origin()).host;
		const settings = defaultSettings();
		const store = createStore(clock, random);
		const token = createLiveToken(random);
		const notifier = createNotifier({ clock, random, dispatches, settings, account: store.id });
		return {
			servers: { iset: createApi({ store, token, settings, origin }) },
			actions: [...panelActions({ notifier, token, settings }), ...shopActions({ clock, store, notifier, settings, domain })],
			sections: () => sections({ store, notifier, token, settings, origin }),
			snapshot: () => ({
				storeUrl: origin(),
				storeId: store.id,
				accessKey: store.accessKey,
				tokensIssued: token.issued,
				tokenExpiresAt: token.expiresAt(),
				settings,
				webhooks: Object.fromEntries(catalogue.map(({ event }) => [event, notifier.urls(event)])),
				orders: [...store.orders.values()],
				products: [...store.products.values()],
				categories: [...store.categories.values()],
			}),
		};
	},
};
