import type { VendorIdentity } from '../shared/vendorIdentity';
import { vendors } from '../vendors';

/** The vendors as menu entries, by name. */
export const vendorOptions = vendors
	.map(({ vendor, displayName }) => ({ name: displayName, value: vendor }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** What people call a vendor (`nfeio`: NFE.io); an unknown one stands as it is. */
export const vendorName = (vendor: string): string => vendors.find((one) => one.vendor === vendor)?.displayName ?? vendor;

/** The trigger's own part of the address that takes deliveries of this event. */
export const routeOf = ({ routes }: VendorIdentity, event: string): string =>
	(routes.find((route) => route.event === event) ?? routes[0]).path;

/** n8n names an installed package's types by the package, and those of a custom folder `CUSTOM`. */
const packages = ['n8n-nodes-brasil-webhooks', 'CUSTOM'];

/** Whose trigger a node is; undefined for any node that is no trigger of this package. */
export function triggerTypeOf(nodeType: string): VendorIdentity | undefined {
	const [packageName, name] = nodeType.split('.');
	return packages.includes(packageName) ? vendors.find(({ triggerType }) => triggerType === name) : undefined;
}
