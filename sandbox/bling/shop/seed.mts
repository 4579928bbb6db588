import type { Random } from '../../core/random.mts';
import { localDate } from '../time.mts';
import type { Company, Invoice, InvoiceKind, Order, Product, Situation } from './company.mts';
import { itemsOf, newId } from './orderLine.mts';
import type { OrderDetails, OrderLine } from './orderLine.mts';
import { defaultDeposit, reserve } from './stock.mts';

/** The IDs that every account has; custom ones differ per account. docs/facts/bling.md §4.7 */
const commonSituations: readonly Situation[] = [
	{ id: 6, nome: 'Em aberto', valor: 0, idHerdado: 0, cor: '#E9DC40' },
	{ id: 9, nome: 'Atendido', valor: 1, idHerdado: 0, cor: '#3FB57A' },
	{ id: 12, nome: 'Cancelado', valor: 2, idHerdado: 0, cor: '#CACACA' },
	{ id: 24, nome: 'Verificado', valor: 3, idHerdado: 0, cor: '#FF9D00' },
];

interface Draft {
	nome: string;
	codigo: string;
	preco: number;
	/** Sizes make variations. */
	sizes?: readonly string[];
	/** Codes and quantities make a composition. */
	parts?: ReadonlyArray<readonly [codigo: string, quantidade: number]>;
}

/** The same SKUs in every account, so that stock can be mirrored between them. */
const catalogue: readonly Draft[] = [
	{ nome: 'Caneca de cerâmica 300 ml', codigo: 'CAN-300', preco: 39.9 },
	{ nome: 'Caneca esmaltada azul', codigo: 'CAN-AZUL', preco: 49.9 },
	{ nome: 'Café torrado em grãos 500 g', codigo: 'CAFE-500', preco: 34.5 },
	{ nome: 'Café moído 250 g', codigo: 'CAFE-250', preco: 19.9 },
	{ nome: 'Coador de pano', codigo: 'COADOR', preco: 12 },
	{ nome: 'Filtro de papel nº 103', codigo: 'FILTRO-103', preco: 7.5 },
	{ nome: 'Moedor manual', codigo: 'MOEDOR', preco: 189.9 },
	{ nome: 'Chaleira de bico fino', codigo: 'CHALEIRA', preco: 229 },
	{ nome: 'Balança de cozinha', codigo: 'BALANCA', preco: 99.9 },
	{ nome: 'Açúcar mascavo 1 kg', codigo: 'ACUCAR-1K', preco: 14.25 },
	{ nome: 'Camiseta "Só mais um café"', codigo: 'CAMISETA', preco: 69.9, sizes: ['P', 'M', 'G'] },
	{ nome: 'Avental de algodão', codigo: 'AVENTAL', preco: 79.9, sizes: ['U', 'GG'] },
	{
		nome: 'Kit café da manhã',
		codigo: 'KIT-MANHA',
		preco: 79.9,
		parts: [
			['CAN-300', 1],
			['CAFE-250', 2],
		],
	},
	{
		nome: 'Kit barista',
		codigo: 'KIT-BARISTA',
		preco: 449,
		parts: [
			['MOEDOR', 1],
			['CHALEIRA', 1],
			['CAFE-500', 1],
		],
	},
];

interface CompanyDraft {
	nome: string;
	cnpj: string;
	email: string;
	deposits: readonly string[];
}

const companies: readonly CompanyDraft[] = [
	{
		nome: 'Loja Matriz de Teste LTDA',
		cnpj: '00.000.000/0001-00',
		email: 'matriz@example.com',
		deposits: ['Depósito Geral', 'Loja física', 'Avarias'],
	},
	{
		nome: 'Loja Filial de Teste LTDA',
		cnpj: '00.000.000/0002-00',
		email: 'filial@example.com',
		deposits: ['Geral', 'Full'],
	},
	{
		nome: 'Atacado de Teste LTDA',
		cnpj: '00.000.000/0003-00',
		email: 'atacado@example.com',
		deposits: ['Geral', 'Reserva'],
	},
];

/** Three accounts with warehouses, products, balances and open orders. */
export const seedCompanies = (random: Random, now: number): Company[] => companies.map((draft) => seedCompany(draft, random, now));

function seedCompany(draft: CompanyDraft, random: Random, now: number): Company {
	const company: Company = {
		id: random.hex(32),
		nome: draft.nome,
		cnpj: draft.cnpj,
		email: draft.email,
		dataContrato: localDate(now + 365 * 86_400_000),
		deposits: draft.deposits.map((descricao, index) => ({
			id: newId(random),
			descricao,
			situacao: 1,
			padrao: index === 0,
			desconsiderarSaldo: descricao === 'Avarias',
		})),
		products: new Map(),
		deletedProducts: [],
		suppliers: new Map(),
		orders: new Map(),
		invoices: new Map(),
		situations: [
			...commonSituations,
			{ id: random.integer(100_000, 999_999), nome: 'Em separação', valor: 0, idHerdado: 6, cor: '#0D91C8' },
		],
		balances: new Map(),
		reserved: new Map(),
		movements: [],
		lojaId: random.integer(203_000_000, 205_000_000),
		contact: { id: newId(random), nome: 'Cliente de Teste', numeroDocumento: '12345678909' },
		contacts: new Map(),
		nextOrderNumber: 1,
		nextInvoiceNumber: 1,
	};
	company.contacts.set(company.contact.id, { ...company.contact, situacao: 'A', tipo: 'F' });
	const byCode = new Map<string, Product>();
	for (const item of catalogue) {
		for (const product of draftProducts(item, byCode, random, now)) {
			company.products.set(product.id, product);
			byCode.set(product.codigo, product);
			if (product.formato === 'S') fillDeposits(company, product, random);
		}
	}
	seedSuppliers(company, random);
	for (const codigo of ['CAN-300', 'CAFE-500', 'KIT-MANHA']) seedOrder(company, byCode.get(codigo), random, now);
	seedInvoice(company, random, now);
	return company;
}

/** A new simple product; everything else about it is filled in. */
export function newProduct(random: Random, now: number, own: Partial<Product> & { nome: string; codigo: string }): Product {
	return {
		id: newId(random),
		idProdutoPai: null,
		preco: 10,
		precoCusto: 5,
		tipo: 'P',
		situacao: 'A',
		formato: 'S',
		unidade: 'UN',
		descricaoCurta: `${own.nome}: descrição curta`,
		descricaoComplementar: '',
		observacoes: '',
		marca: 'Marca de Teste',
		gtin: '',
		pesoLiquido: 0.4,
		pesoBruto: 0.5,
		categoriaId: 4_000_001,
		estoque: { minimo: 1, maximo: 100, crossdocking: 0, localizacao: '' },
		dimensoes: { largura: 10, altura: 10, profundidade: 10, unidadeMedida: 1 },
		variacao: null,
		componentes: [],
		createdAt: now,
		updatedAt: now,
		...own,
	};
}

function draftProducts(draft: Draft, byCode: ReadonlyMap<string, Product>, random: Random, now: number): Product[] {
	const { nome, codigo, preco } = draft;
	const cost = Math.round(preco * 50) / 100;
	const componentes = (draft.parts ?? []).flatMap(([code, quantidade]) => {
		const part = byCode.get(code);
		return part ? [{ produtoId: part.id, quantidade }] : [];
	});
	const formato = draft.parts ? 'E' : draft.sizes ? 'V' : 'S';
	const parent = newProduct(random, now, { nome, codigo, preco, precoCusto: cost, formato, componentes });
	const variations = (draft.sizes ?? []).map((size) =>
		newProduct(random, now, {
			nome: `${nome} Tamanho:${size}`,
			codigo: `${codigo}-${size}`,
			preco,
			precoCusto: cost,
			idProdutoPai: parent.id,
			variacao: `Tamanho:${size}`,
		}),
	);
	return [parent, ...variations];
}

function fillDeposits(company: Company, product: Product, random: Random): void {
	for (const deposit of company.deposits) {
		company.balances.set(`${product.id}:${deposit.id}`, deposit.desconsiderarSaldo ? 0 : random.integer(0, 40));
	}
}

function seedSuppliers(company: Company, random: Random): void {
	const fornecedorId = newId(random);
	for (const product of [...company.products.values()].slice(0, 3)) {
		const id = newId(random);
		company.suppliers.set(id, {
			id,
			descricao: product.nome,
			codigo: `FORN-${product.codigo}`,
			precoCusto: product.precoCusto,
			precoCompra: product.precoCusto,
			padrao: true,
			garantia: 3,
			produtoId: product.id,
			fornecedorId,
		});
	}
}

function seedOrder(company: Company, product: Product | undefined, random: Random, now: number): void {
	if (!product) return;
	const order = newOrder(company, [{ product, quantidade: 1 }], random, now);
	company.orders.set(order.id, order);
	reserve(company, order, 1);
}

/** The newest order has an authorized NF-e. */
function seedInvoice(company: Company, random: Random, now: number): void {
	const order = [...company.orders.values()].at(-1);
	if (!order) return;
	const invoice: Invoice = { ...newInvoice(company, order, 'nfe', random, now), situacao: 5 };
	company.invoices.set(invoice.id, invoice);
	order.invoiceId = invoice.id;
}

/** A pending invoice, not yet part of the account. */
export function newInvoice(company: Company, order: Order, kind: InvoiceKind, random: Random, now: number): Invoice {
	return {
		id: newId(random),
		kind,
		numero: String(company.nextInvoiceNumber++).padStart(6, '0'),
		situacao: 1,
		issuedAt: now,
		chaveAcesso: random.digits(44),
		order,
	};
}

/** An open order, not yet part of the account. */
export function newOrder(company: Company, lines: readonly OrderLine[], random: Random, now: number, details: OrderDetails = {}): Order {
	const { storeNumber = '', depositId = defaultDeposit(company).id, contact = company.contact, frete = 15 } = details;
	const { desconto = 0, observacoes = '', observacoesInternas = '' } = details;
	const numero = company.nextOrderNumber++;
	return {
		id: newId(random),
		numero,
		numeroLoja: storeNumber || `Loja_${numero}`,
		createdAt: now,
		updatedAt: now,
		situacao: company.situations[0],
		items: itemsOf(lines, random),
		frete,
		desconto,
		contact,
		observacoes,
		observacoesInternas,
		// Null in practice. docs/facts/bling.md §2.4
		vendedorId: random.chance(0.5) ? newId(random) : null,
		reservedIn: depositId,
		launchedIn: null,
		invoiceId: null,
	};
}
