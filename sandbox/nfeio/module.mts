import { identity } from '../../nodes/NfeIo/identity.ts';
import { createRouter } from '../core/http.mts';
import { routePublished } from '../core/published.mts';
import type { Answer, Handler } from '../core/http.mts';
import type { Vendor, VendorContext, VendorModule } from '../core/vendor.mts';
import { createAccount } from './account.mts';
import { accountActions } from './actions/account.mts';
import { hookActions } from './actions/hooks.mts';
import { inboundActions } from './actions/inbound.mts';
import { invoiceActions } from './actions/invoices.mts';
import { createBlobs } from './blobs.mts';
import { companyRoutes } from './companies-api.mts';
import { notImitated, shapes } from './errors.mts';
import { createHooks, view } from './hooks.mts';
import { createInbound } from './inbound.mts';
import { sections } from './panel.mts';
import { createProductInvoices, kinds, productInvoiceRoutes } from './product-invoices.mts';
import { createPublisher } from './publisher.mts';
import { serviceInvoiceRoutes } from './service-invoices-api.mts';
import { createServiceInvoices } from './service-invoices.mts';
import { defaultSettings } from './settings.mts';
import { createVerify } from './verification.mts';
import { webhookRoutes } from './webhooks-api.mts';

/**
 * NFE.io: one server for api.nfse.io and api.nfe.io (the collections are the same), one for the
 * blob host. Unserved routes, including the dead /v1/hooks and /v1/companies/{id}/webhooks, answer
 * an empty 404. docs/facts/nfeio.md
 */
export const nfeio: VendorModule = {
	name: identity.vendor,
	label: identity.displayName,
	ports: { nfeio: 2, 'nfeio-blob': 5 },
	shownHeaders: ['x-request-id'],
	create,
};

function create({ clock, random, dispatches, sender, origins }: VendorContext): Vendor {
	const settings = defaultSettings();
	const account = createAccount(random);
	const hooks = createHooks({ clock, random });
	const verify = createVerify({ sender, random, settings });
	const publisher = createPublisher({ hooks, dispatches, random, settings });
	const serviceInvoices = createServiceInvoices({ clock, random, publisher, settings });
	const productInvoices = createProductInvoices({ clock, random, publisher });
	const inbound = createInbound({ account, clock, random, publisher, dispatches });
	const blobs = createBlobs({ clock, settings, origin: () => origins['nfeio-blob'] });

	const router = createRouter(shapes);
	webhookRoutes(router, { account, hooks, publisher, verify, settings });
	companyRoutes(router, account);
	serviceInvoiceRoutes(router, { account, invoices: serviceInvoices, blobs });
	productInvoiceRoutes(router, { account, invoices: productInvoices, blobs, settings });
	inbound.routes(router);
	routePublished(router, identity.vendor, notImitated, ['GET /v1/eventTypes']);

	return {
		servers: { nfeio: { shapes, handle: withRequestId(caseless(router.handle)) }, 'nfeio-blob': blobs },
		actions: [
			...invoiceActions({ account, publisher, serviceInvoices, productInvoices }),
			...inboundActions({ account, inbound }),
			...hookActions({ hooks, verify, publisher }),
			...accountActions({ account, settings }),
		],
		sections: () => sections({ account, hooks, serviceInvoices, productInvoices, inbound }),
		snapshot: () => ({
			account,
			settings,
			webHooks: hooks.all().map(view),
			serviceInvoices: account.companies.flatMap((company) => serviceInvoices.of(company)),
			productInvoices: Object.fromEntries(kinds.map((kind) => [kind, productInvoices.of(kind)])),
			inbound: { documents: inbound.documents(), keys: inbound.keys() },
			keysSeenAtBlobHost: blobs.keysSeen(),
		}),
	};
}

/** Every answer has its request's ID. docs/facts/nfeio.md §4.1 */
function withRequestId(handle: Handler): Handler {
	let count = 0;
	return async (request) => {
		const answered: Answer = await handle(request);
		const id = String(++count).padStart(32, '0');
		return { ...answered, headers: { 'x-request-id': id, ...answered.headers } };
	};
}

/** Both spellings of the event types' path are served. docs/facts/nfeio.md §1.2 */
const caseless =
	(handle: Handler): Handler =>
	(request) =>
		handle(/^\/v2\/webhooks\/eventtypes$/i.test(request.path) ? { ...request, path: request.path.toLowerCase() } : request);
