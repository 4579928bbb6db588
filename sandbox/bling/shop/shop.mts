import type { Clock } from '../../core/clock.mts';
import type { Random } from '../../core/random.mts';
import type { EventAction, EventResource } from '../app/app.mts';
import type { Legacy } from '../app/legacy.mts';
import { invoiceData, orderData, productData, stockData, stockDeletedData, supplierData, virtualStockData } from '../app/payloads.mts';
import type { Publisher } from '../app/publisher.mts';
import type { Company, Invoice, InvoiceKind, Movement, Operation, Order, Product, ProductSupplier, Situation } from './company.mts';
import { newId } from './orderLine.mts';
import { newInvoice, newOrder, newProduct } from './seed.mts';
import type { OrderDetails, OrderLine } from './orderLine.mts';
import { compositionCount, defaultDeposit, needs, post, reserve, unpost, withCompositions } from './stock.mts';

/** The parts of an order that can change. */
type OrderChange = Partial<
	Pick<Order, 'contact' | 'createdAt' | 'desconto' | 'frete' | 'items' | 'observacoes' | 'observacoesInternas' | 'situacao'>
>;

/**
 * Everything that can happen in an account, each with the events it causes. Both the API and the
 * panel act through it, so that a change is reported the same way whoever made it.
 */
export interface Shop {
	move(company: Company, product: Product, depositId: number, operacao: Operation, quantidade: number): Movement;
	correctMovement(company: Company, movement: Movement, quantidade: number): void;
	deleteMovement(company: Company, movement: Movement): void;
	createProduct(company: Company, own: Partial<Product> & { nome: string; codigo: string }, silent?: boolean): Product;
	changeProduct(company: Company, product: Product, change: Partial<Product>): void;
	deleteProduct(company: Company, product: Product): void;
	changeSupplier(company: Company, supplier: ProductSupplier, cost: number): void;
	createOrder(company: Company, lines: readonly OrderLine[], details?: OrderDetails): Order;
	changeOrder(company: Company, order: Order, change: OrderChange): void;
	deleteOrder(company: Company, order: Order): void;
	launchStock(company: Company, order: Order, depositId?: number): void;
	returnStock(company: Company, order: Order): void;
	createInvoice(company: Company, order: Order, kind: InvoiceKind): Invoice;
	changeInvoice(company: Company, invoice: Invoice, situacao: number): void;
	deleteInvoice(company: Company, invoice: Invoice): void;
}

interface Parts {
	clock: Clock;
	random: Random;
	publisher: Publisher;
	legacy: Legacy;
}

/** Measured: 9 to 22 s after order.created. docs/facts/bling.md §3 */
const fanOutMs = [9_000, 22_000] as const;

/**
 * What happens in the companies: every change of orders, stock, products and invoices is made here, and reported as
 * events and callbacks.
 */
export function createShop({ clock, random, publisher, legacy }: Parts): Shop {
	const report = (company: Company, resource: EventResource, action: EventAction, id: number, data: unknown) =>
		publisher.publish({ companyId: company.id, resource, action, data, reference: String(id) });

	/** One event per product, each after its own delay, with the balance at that later time. */
	const fanOut = (company: Company, products: readonly Product[]) => {
		for (const product of products) {
			clock.after(random.integer(...fanOutMs), () =>
				report(company, 'virtual_stock', 'updated', product.id, virtualStockData(company, product, links(company, product))),
			);
		}
	};

	const stockMoved = (company: Company, product: Product, movement: Movement, action: 'created' | 'updated') => {
		report(company, 'stock', action, product.id, stockData(company, product, movement));
		legacy.stockChanged(company, product);
		fanOut(
			company,
			withCompositions(company, [product]).filter((other) => other !== product),
		);
	};

	const orderTouched = (company: Company, order: Order, action: 'created' | 'updated') => {
		order.updatedAt = clock.now();
		report(company, 'order', action, order.id, orderData(company, order));
		legacy.orderChanged(company, order);
	};

	/** Runs a change that may alter what the order reserves, and reports the virtual balances that moved. */
	const whileReserved = (company: Company, order: Order, change: () => void) => {
		const before = reserve(company, order, -1);
		change();
		const after = reserve(company, order, 1);
		return [...new Set([...before, ...after])];
	};

	const eventOf = { nfe: 'invoice', nfce: 'consumer_invoice' } as const;
	const invoiceTouched = (company: Company, invoice: Invoice, action: 'created' | 'updated') => {
		report(company, eventOf[invoice.kind], action, invoice.id, invoiceData(company, invoice));
		legacy.invoiceChanged(company, invoice);
	};

	const shop: Shop = {
		move(company, product, depositId, operacao, quantidade) {
			const movement = post(company, { id: newId(random), product, depositId, operacao, quantidade });
			stockMoved(company, product, movement, 'created');
			return movement;
		},
		correctMovement(company, movement, quantidade) {
			const product = company.products.get(movement.produtoId);
			if (!product) return;
			unpost(company, movement);
			const { id, depositoId: depositId, operacao } = movement;
			stockMoved(company, product, post(company, { id, product, depositId, operacao, quantidade }), 'updated');
		},
		deleteMovement(company, movement) {
			unpost(company, movement);
			const product = company.products.get(movement.produtoId);
			if (!product) return;
			report(company, 'stock', 'deleted', product.id, stockDeletedData(company, product, movement.depositoId));
		},
		createProduct(company, own, silent = false) {
			const product = newProduct(random, clock.now(), own);
			company.products.set(product.id, product);
			if (!silent) report(company, 'product', 'created', product.id, productData(product));
			return product;
		},
		changeProduct(company, product, change) {
			Object.assign(product, change, { updatedAt: clock.now() });
			report(company, 'product', 'updated', product.id, productData(product));
		},
		deleteProduct(company, product) {
			company.products.delete(product.id);
			company.deletedProducts.push({ ...product, situacao: 'E' });
			report(company, 'product', 'deleted', product.id, { id: product.id });
		},
		changeSupplier(company, supplier, cost) {
			supplier.precoCusto = cost;
			supplier.precoCompra = cost;
			report(company, 'product_supplier', 'updated', supplier.id, supplierData(supplier));
		},
		createOrder(company, lines, details) {
			const order = newOrder(company, lines, random, clock.now(), details);
			company.orders.set(order.id, order);
			orderTouched(company, order, 'created');
			fanOut(company, reserve(company, order, 1));
			return order;
		},
		changeOrder(company, order, change) {
			const moved = whileReserved(company, order, () => Object.assign(order, change));
			orderTouched(company, order, 'updated');
			if (change.items || change.situacao) fanOut(company, moved);
		},
		deleteOrder(company, order) {
			const moved = reserve(company, order, -1);
			company.orders.delete(order.id);
			report(company, 'order', 'deleted', order.id, { id: order.id });
			fanOut(company, moved);
		},
		launchStock(company, order, depositId = defaultDeposit(company).id) {
			whileReserved(company, order, () => {
				order.launchedIn = depositId;
			});
			for (const { product, quantidade } of needs(company, order)) shop.move(company, product, depositId, 'S', quantidade);
			orderTouched(company, order, 'updated');
		},
		returnStock(company, order) {
			const depositId = order.launchedIn;
			if (depositId === null) return;
			for (const { product, quantidade } of needs(company, order)) shop.move(company, product, depositId, 'E', quantidade);
			fanOut(
				company,
				whileReserved(company, order, () => {
					order.launchedIn = null;
				}),
			);
			orderTouched(company, order, 'updated');
		},
		createInvoice(company, order, kind) {
			const invoice = newInvoice(company, order, kind, random, clock.now());
			company.invoices.set(invoice.id, invoice);
			order.invoiceId = invoice.id;
			invoiceTouched(company, invoice, 'created');
			orderTouched(company, order, 'updated');
			return invoice;
		},
		changeInvoice(company, invoice, situacao) {
			invoice.situacao = situacao;
			invoiceTouched(company, invoice, 'updated');
		},
		deleteInvoice(company, invoice) {
			company.invoices.delete(invoice.id);
			invoice.order.invoiceId = null;
			report(company, eventOf[invoice.kind], 'deleted', invoice.id, { id: invoice.id });
		},
	};
	return shop;
}

const links = (company: Company, product: Product) => product.componentes.length + compositionCount(company, product);

/** A status of this company (each has its own IDs); undefined for a foreign ID. */
export const situationById = (company: Company, id: number): Situation | undefined =>
	company.situations.find((situation) => situation.id === id);
