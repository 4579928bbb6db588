import { identity } from '../../nodes/Intelipost/identity.ts';
import type { VendorModule } from '../core/vendor.mts';
import { createActions } from './actions.mts';
import { createApi } from './api.mts';
import { shapes } from './envelope.mts';
import { createOrders, seedOrders } from './orders.mts';
import { createRules } from './rules.mts';
import { createSections } from './sections.mts';
import { defaultSettings } from './settings.mts';
import { orderOnWire } from './wire.mts';

const day = 86_400_000;

/** Intelipost: shipment orders that walk the macro states, event rules, and the API. Facts: docs/facts/intelipost.md */
export const intelipost: VendorModule = {
	name: identity.vendor,
	label: identity.displayName,
	ports: { intelipost: 3 },
	// "Comunicação > Webhook" keeps 30 days. docs/facts/intelipost.md §1.1
	retentionMs: 30 * day,
	create({ clock, random, dispatches }) {
		const account = { apiKey: 'test-intelipost-api-key' };
		const settings = defaultSettings();
		const now = () => Math.floor(clock.now());
		const orders = createOrders(random, now);
		seedOrders(orders, now());
		let ruleId = random.integer(60_000, 70_000);
		const rules = createRules(dispatches, settings, () => ruleId++);
		const handle = createApi({
			account,
			orders,
			settings,
			now,
			tell: (happenings) => void rules.tell(happenings),
		});
		return {
			servers: { intelipost: { shapes, handle } },
			actions: createActions({ account, orders, rules, settings, clock }),
			sections: () => createSections({ account, orders, rules, settings }),
			snapshot: () => ({
				account,
				settings,
				rules: rules.all().map(({ senha: _senha, headerValue: _value, ...rule }) => rule),
				orders: orders.all().map(orderOnWire),
			}),
		};
	},
};
