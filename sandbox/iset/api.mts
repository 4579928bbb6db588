import { z } from 'zod';

import { createRouter, json } from '../core/http.mts';
import type { Answer, Handler, Request } from '../core/http.mts';
import type { VendorServer } from '../core/vendor.mts';
import { failure, refuse, shapes, tokenExists, tokenInvalid } from './errors.mts';
import type { Settings } from './settings.mts';
import { orderShape, productShape } from './shapes.mts';
import type { Order, Store } from './store.mts';
import { localDate } from './time.mts';
import type { LiveToken } from './token.mts';

interface Parts {
	store: Store;
	token: LiveToken;
	settings: Settings;
	origin: () => string;
}

const dateText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const orderQuery = z.object({
	date: z.object({ from: dateText, to: dateText }),
	paid: z.boolean().optional(),
	complete: z.boolean().optional(),
});
const productQuery = z.object({
	query: z.string().optional(),
	search: z.string().optional(),
	limit: z.coerce.number().int().positive().max(1000).default(20),
	offset: z.coerce.number().int().min(0).default(0),
});

/** `/ws/v1` of the shop's own host: only endpoints that were observed somewhere (docs/facts/iset.md §4.2). */
export function createApi({ store, token, settings, origin }: Parts): VendorServer {
	const guarded =
		(handler: Handler): Handler =>
		(request) =>
			token.accepts(request.header('access-token')) ? handler(request) : failure(403, tokenInvalid);

	const router = createRouter(shapes)
		.route('POST', '/ws/v1/oauth', (request) => logIn(request, store, token, settings))
		.route(
			'GET',
			'/ws/v1/order/:id',
			guarded(({ params }) => {
				const order = store.orders.get(Number(params.id));
				return order ? json(200, orderShape(order, store, settings)) : missingOrder(settings);
			}),
		)
		.route(
			'POST',
			'/ws/v1/order/list',
			guarded((request) => {
				const wanted = parse(orderQuery, request);
				const orders = [...store.orders.values()].filter((order) => matches(order, wanted));
				// It is not recorded what `complete` adds, so it adds nothing: only `orderId` may
				// be relied on.
				return json(200, { status: 200, orders: orders.map(({ id }) => ({ orderId: id })) });
			}),
		)
		.route(
			'GET',
			'/ws/v1/product/:id',
			guarded(({ params }) => {
				const product = store.products.get(Number(params.id));
				const result = product ? [productShape(product, origin(), settings)] : [];
				return json(200, { status: 200, totalFound: result.length, totalCount: result.length, result });
			}),
		)
		// The shop's own pages call the search without a token (§4.2, impl. D); with a wrong one
		// the answer is unknown.
		.route('POST', '/ws/v1/product/search', (request) => {
			const { query, search, limit, offset } = parse(productQuery, request);
			const words = (query ?? search ?? '').toLowerCase();
			const found = [...store.products.values()].filter(
				({ name, sku }) => name.toLowerCase().includes(words) || sku.toLowerCase() === words,
			);
			const products = found.slice(offset, offset + limit);
			return json(200, { products: products.map((product) => productShape(product, origin(), settings)) });
		});
	return { shapes, handle: router.handle };
}

function logIn(request: Request, store: Store, token: LiveToken, settings: Settings): Answer {
	const expected = `Basic ${Buffer.from(`${store.id}:${store.accessKey}`).toString('base64')}`;
	if (request.header('authorization') !== expected) {
		return failure(Number(settings.wrongKeyStatus), 'User or access key is not valid.');
	}
	const issued = token.issue(settings.tokenLifeS);
	if (!issued) return failure(403, tokenExists);
	return json(200, {
		status: 200,
		[settings.tokenField]: issued.token,
		expires_in: settings.expiresIn === 'absolute' ? issued.expiresAt : settings.tokenLifeS,
	});
}

function missingOrder({ missingOrder: how }: Settings): Answer {
	if (how === 'empty') return json(200, { status: 200, order: [] });
	return failure(Number(how), 'Order not found.');
}

const matches = (order: Order, { date, paid }: z.infer<typeof orderQuery>) => {
	const placed = localDate(order.placedAt);
	return placed >= date.from && placed <= date.to && (paid === undefined || order.paid === paid);
};

function parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, request: Request): T {
	const parsed = schema.safeParse(request.body.length === 0 ? {} : request.json());
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw refuse(400, `${issue.path.join('.')}: ${issue.message}`);
}
