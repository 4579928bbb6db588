/** The state of one Bling account. Names of fields follow Bling's own where they appear on the wire. */
export interface Company {
	readonly id: string;
	readonly nome: string;
	readonly cnpj: string;
	readonly email: string;
	readonly dataContrato: string;
	readonly deposits: Deposit[];
	readonly products: Map<number, Product>;
	/** Only lists that request them include them. */
	readonly deletedProducts: Product[];
	readonly suppliers: Map<number, ProductSupplier>;
	readonly orders: Map<number, Order>;
	/** NF-e and NFC-e, distinguished by `kind`. */
	readonly invoices: Map<number, Invoice>;
	readonly situations: readonly Situation[];
	/** Physical balances by `productId:depositId`. */
	readonly balances: Map<string, number>;
	/** Quantities taken by open orders, by `productId:depositId`. */
	readonly reserved: Map<string, number>;
	/** The newest postings, for corrections. */
	movements: Movement[];
	readonly lojaId: number;
	/** The contact of orders that were created without one. */
	readonly contact: Contact;
	/** What the API knows about contacts, by ID. */
	readonly contacts: Map<number, ContactCard>;
	nextOrderNumber: number;
	nextInvoiceNumber: number;
}

interface Contact {
	id: number;
	nome: string;
	numeroDocumento: string;
}

/** A contact with everything it was saved with; names as on the wire. */
export interface ContactCard extends Contact {
	situacao: string;
	tipo: string;
	[field: string]: unknown;
}

/** Field names as on the wire. */
export interface Deposit {
	readonly id: number;
	readonly descricao: string;
	readonly situacao: 0 | 1;
	readonly padrao: boolean;
	readonly desconsiderarSaldo: boolean;
}

/** S simple, V parent of variations, E composition. */
type Formato = 'S' | 'V' | 'E';

/** Field names as on the wire; balances are kept by `stock.mts`. */
export interface Product {
	readonly id: number;
	idProdutoPai: number | null;
	nome: string;
	codigo: string;
	preco: number;
	precoCusto: number;
	tipo: 'P' | 'S' | 'N';
	/** E: deleted. */
	situacao: 'A' | 'I' | 'E';
	formato: Formato;
	unidade: string;
	descricaoCurta: string;
	descricaoComplementar: string;
	observacoes: string;
	marca: string;
	gtin: string;
	pesoLiquido: number;
	pesoBruto: number;
	categoriaId: number;
	estoque: { minimo: number; maximo: number; crossdocking: number; localizacao: string };
	dimensoes: { largura: number; altura: number; profundidade: number; unidadeMedida: number };
	/** "Tamanho:G;Cor:Verde" of a variation. */
	variacao: string | null;
	componentes: readonly Component[];
	readonly createdAt: number;
	updatedAt: number;
}

interface Component {
	readonly produtoId: number;
	readonly quantidade: number;
}

/** What a supplier charges for a product. */
export interface ProductSupplier {
	readonly id: number;
	readonly descricao: string;
	readonly codigo: string;
	precoCusto: number;
	precoCompra: number;
	readonly padrao: boolean;
	readonly garantia: number;
	readonly produtoId: number;
	readonly fornecedorId: number;
}

/** A status that orders of this company can have; every company has its own IDs. */
export interface Situation {
	readonly id: number;
	readonly nome: string;
	/** The same for all accounts: 0 open, 1 fulfilled, 2 cancelled, 3 verified. docs/facts/bling.md §4.7 */
	readonly valor: number;
	readonly idHerdado: number;
	readonly cor: string;
}

/** A sales order (pedido de venda). Times are virtual, in milliseconds. */
export interface Order {
	readonly id: number;
	readonly numero: number;
	readonly numeroLoja: string;
	createdAt: number;
	updatedAt: number;
	situacao: Situation;
	items: readonly OrderItem[];
	frete: number;
	/** In reais. */
	desconto: number;
	contact: Contact;
	observacoes: string;
	observacoesInternas: string;
	readonly vendedorId: number | null;
	/** The warehouse in which it reserves what it has not posted yet. */
	readonly reservedIn: number;
	/** The warehouse its stock was posted in; null = not posted. */
	launchedIn: number | null;
	invoiceId: number | null;
}

interface OrderItem {
	readonly id: number;
	readonly produtoId: number;
	readonly codigo: string;
	readonly descricao: string;
	readonly unidade: string;
	readonly quantidade: number;
	readonly valor: number;
}

/** Goods to a company (NF-e) or over the counter (NFC-e). */
export type InvoiceKind = 'nfe' | 'nfce';

/** An NF-e or NFC-e made from an order. */
export interface Invoice {
	readonly id: number;
	readonly kind: InvoiceKind;
	readonly numero: string;
	/** 1 Pendente, 2 Cancelada, 5 Autorizada… docs/facts/bling.md §2.4 */
	situacao: number;
	readonly issuedAt: number;
	chaveAcesso: string;
	readonly order: Order;
}

/** One posting of stock (lançamento). */
export interface Movement {
	readonly id: number;
	readonly produtoId: number;
	readonly depositoId: number;
	readonly operacao: Operation;
	readonly quantidade: number;
	/** The change of the balance: reversed when the posting is deleted. */
	readonly delta: number;
}

/** B sets the balance, E adds, S subtracts. */
export type Operation = 'B' | 'E' | 'S';

/** Price of the items, in reais, without freight. */
export const totalProducts = ({ items }: Order): number => cents(items.reduce((sum, { quantidade, valor }) => sum + quantidade * valor, 0));

/** Price of the items plus freight minus discount, in reais. */
export const total = (order: Order): number => cents(totalProducts(order) + order.frete - order.desconto);

/** Removes floating-point noise from amounts and quantities. */
const cents = (value: number): number => Math.round(value * 100) / 100;

/** A quantity with at most four decimals. */
export const quantity = (value: number): number => Math.round(value * 10_000) / 10_000;
