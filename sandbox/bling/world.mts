import type { VendorContext } from '../core/vendor.mts';
import { seedApps } from './app/app.mts';
import type { App } from './app/app.mts';
import { createLegacy } from './app/legacy.mts';
import type { Legacy } from './app/legacy.mts';
import { createPublisher } from './app/publisher.mts';
import type { Publisher } from './app/publisher.mts';
import { createTokens } from './app/tokens.mts';
import type { Tokens } from './app/tokens.mts';
import { createLimits } from './limits.mts';
import type { Limits } from './limits.mts';
import { defaultSettings } from './settings.mts';
import type { Settings } from './settings.mts';
import type { Company } from './shop/company.mts';
import { seedCompanies } from './shop/seed.mts';
import { createShop } from './shop/shop.mts';
import type { Shop } from './shop/shop.mts';

/** Everything there is between two resets. */
export interface World extends VendorContext {
	readonly settings: Settings;
	readonly companies: readonly Company[];
	readonly apps: App[];
	readonly tokens: Tokens;
	readonly limits: Limits;
	readonly legacy: Legacy;
	readonly publisher: Publisher;
	readonly shop: Shop;
}

/** A fresh Bling, the same for the same seed. */
export function createWorld(context: VendorContext): World {
	const { clock, random, dispatches } = context;
	const settings = defaultSettings();
	const companies = seedCompanies(random, clock.now());
	const apps = seedApps(companies.map(({ id }) => id));
	const legacy = createLegacy(dispatches, random);
	const publisher = createPublisher({ apps, clock, random, dispatches, settings });
	return {
		...context,
		settings,
		companies,
		apps,
		tokens: createTokens(clock, random),
		limits: createLimits(clock, settings),
		legacy,
		publisher,
		shop: createShop({ clock, random, publisher, legacy }),
	};
}
