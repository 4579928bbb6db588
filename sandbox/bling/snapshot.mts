import { balanceOf } from './shop/stock.mts';
import type { World } from './world.mts';

/** Large worlds only include their first products. */
const shownProducts = 200;

/** The state as JSON, for tests. */
export const snapshot = ({ companies, apps, settings, limits, legacy }: World) => ({
	settings,
	requestsToday: limits.today(),
	callbacks: legacy.callbacks,
	apps: apps.map((app) => ({
		name: app.name,
		clientId: app.clientId,
		clientSecret: app.clientSecret,
		privateTo: app.privateTo,
		redirectUri: app.redirectUri,
		scopes: [...app.scopes],
		servers: Object.fromEntries(app.servers),
		resources: Object.fromEntries(
			[...app.settings].map(([resource, { server, actions, disabled }]) => [resource, { server, actions: [...actions], disabled }]),
		),
		authorised: [...app.authorised],
	})),
	companies: companies.map((company) => ({
		id: company.id,
		nome: company.nome,
		deposits: company.deposits,
		situations: company.situations,
		productCount: company.products.size,
		products: [...company.products.values()].slice(0, shownProducts).map((product) => ({
			id: product.id,
			codigo: product.codigo,
			formato: product.formato,
			...balanceOf(company, product),
		})),
		contacts: [...company.contacts.values()].slice(-shownProducts),
		suppliers: [...company.suppliers.values()],
		orders: [...company.orders.values()].slice(-shownProducts),
		invoices: [...company.invoices.values()].slice(-shownProducts).map(({ order, ...invoice }) => ({
			...invoice,
			orderId: order.id,
		})),
	})),
});
