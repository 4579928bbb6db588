import { vendors as identities } from '../nodes/vendors.ts';
import type { VendorModule } from './core/vendor.mts';

/** The folder of a vendor, by the vendor's name; its module is exported under the same name. */
async function moduleOf(vendor: string): Promise<VendorModule> {
	const { [vendor]: module }: Record<string, VendorModule | undefined> = await import(`./${vendor}/module.mts`);
	if (module?.name !== vendor) throw new Error(`sandbox/${vendor}/module.mts exports no module "${vendor}"`);
	return module;
}

const firstPort = ({ ports }: VendorModule) => Math.min(...Object.values(ports));

/** The package's vendors, imitated, in the order of their ports, which each one's module defines. */
export const vendors: readonly VendorModule[] = (await Promise.all(identities.map(async ({ vendor }) => await moduleOf(vendor)))).sort(
	(a, b) => firstPort(a) - firstPort(b),
);
