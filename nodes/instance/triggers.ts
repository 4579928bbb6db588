import type { VendorIdentity } from '../shared/vendorIdentity';
import { vendors } from '../vendors';

/** The vendors as menu entries, by name. */
export const vendorOptions = vendors
	.map(({ vendor, displayName }) => ({ name: displayName, value: vendor }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** A vendor's display name (`nfeio`: NFE.io); an unknown one stays as it is. */
export const vendorName = (vendor: string): string => vendors.find((one) => one.vendor === vendor)?.displayName ?? vendor;

/** The trigger's own part of the address that accepts deliveries of this event. */
export const routeOf = ({ routes }: VendorIdentity, event: string): string =>
	(routes.find((route) => route.event === event) ?? routes[0]).path;

/** n8n prefixes an installed package's node types with the package name, and those of a custom folder with `CUSTOM`. */
const packages = ['n8n-nodes-brasil-webhooks', 'CUSTOM'];

/** The vendor whose trigger a node is; undefined if it is not a trigger of this package. */
export function triggerTypeOf(nodeType: string): VendorIdentity | undefined {
	const [packageName, name] = nodeType.split('.');
	return packages.includes(packageName) ? vendors.find(({ triggerType }) => triggerType === name) : undefined;
}
