import { eventNames as blingEvents } from '../Bling/webhook/events';
import { trackingEvents } from '../Intelipost/webhook/events';
import { catalogue as isetCatalogue, eventNames as isetEvents, routeOf } from '../Iset/webhook/events';
import { eventNames as nfeIoEvents } from '../NfeIo/webhook/events';

/** What this node must know of a trigger of this package. */
export interface TriggerType {
	/** Node name without the package. */
	name: string;
	/** Value of a delivery's `vendor` field. */
	vendor: string;
	/** The name people know. */
	displayName: string;
	/** Credential type that holds the vendor's secrets. */
	credential: string;
	/** The catalogue's event names. */
	events: readonly string[];
	/** Trigger parameter that lists the wanted accounts. */
	accountsParameter?: string;
	/** The trigger's own part of the address that takes deliveries of this event. */
	routeOf(event: string): string;
	/** Every address of the trigger. */
	routes: string[];
	/** What the vendor must call it with, its secret masked. */
	maskedQuery?: string;
}

const oneRoute = (route: string) => ({ routeOf: () => route, routes: [route] });

const isetRoutes = isetCatalogue.map(({ event }) => ({ event: event as string, route: routeOf(event) }));

/** The triggers of this package; a fifth vendor is a fifth entry. */
export const triggerTypes: readonly TriggerType[] = [
	{
		name: 'blingTrigger',
		vendor: 'bling',
		displayName: 'Bling',
		credential: 'blingOAuth2Api',
		events: blingEvents,
		accountsParameter: 'accounts',
		...oneRoute('bling'),
	},
	{
		name: 'isetTrigger',
		vendor: 'iset',
		displayName: 'iSET',
		credential: 'isetApi',
		events: isetEvents,
		routeOf: (event) => isetRoutes.find((entry) => entry.event === event)?.route ?? isetRoutes[0].route,
		routes: isetRoutes.map(({ route }) => route),
		maskedQuery: '?token=•••',
	},
	{
		name: 'intelipostTrigger',
		vendor: 'intelipost',
		displayName: 'Intelipost',
		credential: 'intelipostApi',
		events: trackingEvents,
		...oneRoute('intelipost'),
	},
	{
		name: 'nfeIoTrigger',
		vendor: 'nfeio',
		displayName: 'NFE.io',
		credential: 'nfeIoApi',
		events: nfeIoEvents,
		accountsParameter: 'companies',
		...oneRoute('nfeio'),
	},
];

/** The vendors as menu entries, by name. */
export const vendorOptions = triggerTypes
	.map(({ vendor, displayName }) => ({ name: displayName, value: vendor }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** What people call a vendor (`nfeio`: NFE.io); an unknown one stands as it is. */
export const vendorName = (vendor: string): string => triggerTypes.find((type) => type.vendor === vendor)?.displayName ?? vendor;

/** n8n names an installed package's types by the package, and those of a custom folder `CUSTOM`. */
const packages = ['n8n-nodes-brasil-webhooks', 'CUSTOM'];

/** Undefined for any node that is no trigger of this package. */
export function triggerTypeOf(nodeType: string): TriggerType | undefined {
	const [packageName, name] = nodeType.split('.');
	return packages.includes(packageName) ? triggerTypes.find((type) => type.name === name) : undefined;
}
