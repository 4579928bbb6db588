import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { sandboxRunner } from '../unit/bling/support.mts';
import type { Runner } from '../unit/bling/support.mts';
import { startSandbox, worldOf } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';
import { contractOf } from '../support/contract.mts';

jest.setTimeout(120_000);

interface LoggedRequest {
	method: string;
	path: string;
	query: string;
	body: string | null;
}

const contract = contractOf('bling');
let sandbox: TestSandbox;
let run: Runner;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	run = await sandboxRunner(sandbox);
});
afterAll(() => sandbox.close());

test('every request of the Bling node fits the published description', async () => {
	for (const [resource, operation, parameters] of await calls()) {
		// What the sandbox answers does not matter here, only what was asked.
		await run(resource, operation, parameters).catch(() => undefined);
	}
	const { requests } = (await sandbox.read('/sandbox/bling/requests?limit=1000')) as { requests: LoggedRequest[] };
	const sent = requests.filter(({ path }) => path.startsWith('/Api/v3/') && !path.includes('/oauth/'));
	const mismatches = sent.flatMap(({ method, path, query, body }) =>
		contract
			.checkRequest({
				method,
				path,
				query: new URLSearchParams(query),
				body: body === null || body === '' ? undefined : JSON.parse(body),
			})
			.map((mismatch) => ({ ...mismatch, query, body })),
	);
	expect(mismatches).toEqual([]);
	expect(
		[
			...new Set(
				sent.map(
					({ method, path }) =>
						`${method} ${path
							.replace('/Api/v3', '')
							.replace(/\d{44}/, '{key}')
							.replaceAll(/\d+/g, '{id}')}`,
				),
			),
		].sort(),
	).toEqual(expectedRequests);
});

const expectedRequests = [
	'GET /contas/receber',
	'GET /contas/receber/{id}',
	'GET /contatos',
	'GET /contatos/{id}',
	'GET /depositos',
	'GET /depositos/{id}',
	'GET /empresas/me/dados-basicos',
	'GET /estoques/saldos',
	'GET /estoques/saldos/{id}',
	'GET /nfce',
	'GET /nfce/{id}',
	'GET /nfe',
	'GET /nfe/documento/{key}',
	'GET /nfe/{id}',
	'GET /nfse',
	'GET /nfse/{id}',
	'GET /pedidos/vendas',
	'GET /pedidos/vendas/{id}',
	'GET /produtos',
	'GET /produtos/fornecedores/{id}',
	'GET /produtos/{id}',
	'GET /situacoes/modulos',
	'GET /situacoes/modulos/{id}',
	'PATCH /pedidos/vendas/{id}/situacoes/{id}',
	'PATCH /produtos/{id}',
	'POST /contatos',
	'POST /estoques',
	'POST /pedidos/vendas',
	'POST /pedidos/vendas/{id}/estornar-estoque',
	'POST /pedidos/vendas/{id}/gerar-nfce',
	'POST /pedidos/vendas/{id}/gerar-nfe',
	'POST /pedidos/vendas/{id}/lancar-estoque',
	'POST /pedidos/vendas/{id}/lancar-estoque/{id}',
	'POST /produtos',
	'PUT /contatos/{id}',
	'PUT /pedidos/vendas/{id}',
];

const period = (field: string) => ({ [`${field}From`]: '2026-01-01T10:00:00', [`${field}To`]: '2026-06-30T23:59:59' });

/** Each operation, with every filter and option it has. */
async function calls(): Promise<Array<[resource: string, operation: string, parameters: IDataObject]>> {
	const [{ products, deposits, orders, invoices, suppliers, contacts }] = (await worldOf(sandbox)).companies;
	const simple = products.find(({ codigo }) => codigo === 'CAN-300')?.id;
	const depositId = deposits[0].id;
	const [order, other] = orders.filter(({ invoiceId }) => invoiceId === null).map(({ id }) => id);
	const invoiceId = invoices.find(({ kind, chaveAcesso }) => kind === 'nfe' && chaveAcesso !== '')?.id;
	const movement = { productId: simple, depositId, quantity: 2.125, options: { price: '4.9', cost: '3.5', note: 'Ajuste' } };
	return [
		['stock', 'getBalances', { productsBy: 'id', productIds: `${simple},999` }],
		['stock', 'getBalances', { productsBy: 'sku', skus: 'CAN-300', depositId }],
		['stock', 'addMovement', { movement: 'E', ...movement }],
		['stock', 'setBalance', { productBy: 'sku', sku: 'CAN-300', quantity: 77, options: movement.options }],
		['deposit', 'get', { depositId }],
		['deposit', 'getMany', { limit: 3, filters: { description: 'Geral', situation: '1' } }],
		['product', 'get', { productId: simple }],
		['product', 'findBySku', { sku: 'CAN-300' }],
		[
			'product',
			'getMany',
			{
				limit: 3,
				filters: {
					balance: '0',
					balanceDepositId: depositId,
					categoryId: 1,
					componentId: 1,
					criterion: '2',
					gtins: '1,2',
					productName: 'a',
					productIds: '1,2',
					skus: 'a,b',
					storeId: 1,
					type: 'PS',
					...period('changed'),
					...period('included'),
				},
			},
		],
		[
			'product',
			'update',
			{
				productId: simple,
				changes: {
					brand: 'M',
					complementaryDescription: 'c',
					grossWeight: '1.5',
					gtin: '7891000000000',
					productName: 'Caneca',
					netWeight: 1,
					notes: 'n',
					other: '{"volumes": 2}',
					price: '41.5',
					shortDescription: 's',
					situation: 'A',
					sku: 'CAN-300',
					unit: 'UN',
				},
			},
		],
		['salesOrder', 'get', { orderId: order }],
		['salesOrder', 'findByNumber', { orderNumber: 1, fullOrder: true }],
		['salesOrder', 'findByStoreNumber', { storeNumbers: 'Loja_1,Loja_2', fullOrder: true }],
		[
			'salesOrder',
			'getMany',
			{
				limit: 3,
				filters: {
					businessUnitId: 1,
					cashControlId: 1,
					contactId: 1,
					sellerId: 1,
					situationIds: '6,9',
					storeId: 1,
					storeNumbers: 'Loja_1',
					...period('changed'),
					...period('placed'),
					...period('expected'),
				},
			},
		],
		['salesOrder', 'changeSituation', { orderId: order, situationId: 9 }],
		[
			'salesOrder',
			'changeSituationByStoreNumber',
			{ storeNumber: 'Loja_1', storeId: 1, state: 'a', mapping: { states: [{ mappedState: 'a', situationId: 9 }] }, neverLeave: [] },
		],
		['salesOrder', 'getStateByStoreNumber', { storeNumber: 'Loja_3', shippedSituations: [] }],
		...['12345678909', '11144477735'].map((document): [string, string, IDataObject] => [
			'contact',
			'upsert',
			{
				document,
				contactName: 'Pessoa de Teste',
				contactFields: {
					city: 'São Paulo',
					code: 'C',
					complement: 'c',
					district: 'Centro',
					email: 'pessoa@example.com',
					invoiceEmail: 'fiscal@example.com',
					mobile: '11 90000-0000',
					number: '1',
					phone: '11 3000-0000',
					uf: 'SP',
					stateRegistration: '9',
					stateRegistrationNumber: '1',
					street: 'Rua Um',
					tradeName: 'T',
					zipCode: '01001000',
				},
			},
		]),
		[
			'salesOrder',
			'create',
			{
				storeNumber: 'NOVO',
				storeId: 1,
				contactId: contacts[0].id,
				itemsFrom: 'list',
				itemList: '[{"sku": "CAN-300", "quantity": 1, "price": 10, "description": "d"}]',
				orderFields: {
					date: '2026-11-20',
					discount: 1,
					dueDate: '2026-12-20',
					expectedDate: '2026-11-25',
					freight: 15,
					internalNotes: 'i',
					notes: 'n',
					paymentMethodId: 7,
				},
			},
		],
		[
			'salesOrder',
			'update',
			{
				orderId: { __rl: true, mode: 'number', value: '1' },
				changes: { date: '2026-11-21', discount: 1, expectedDate: '2026-11-26', freight: 16, internalNotes: 'j', notes: 'o' },
				replaceItems: true,
				itemsFrom: 'list',
				itemList: '[{"sku": "CAFE-500", "quantity": 2, "price": 12.5}]',
			},
		],
		['salesOrder', 'update', { orderId: other, changes: { contactId: contacts[0].id, notes: 'p' } }],
		['salesOrder', 'launchStock', { orderId: order }],
		['salesOrder', 'revertStock', { orderId: order }],
		['salesOrder', 'launchStock', { orderId: order, depositId }],
		['salesOrder', 'generateNfe', { orderId: order }],
		['salesOrder', 'generateNfce', { orderId: other }],
		[
			'invoiceNfe',
			'getMany',
			{ limit: 3, filters: { number: 1, series: 1, situation: '2', storeNumber: 'L', type: '1', ...period('issued') } },
		],
		['invoiceNfe', 'getDocument', { invoiceId, format: 'pdf', binaryField: 'data' }],
		['consumerInvoiceNfce', 'getMany', { limit: 3, filters: { number: 1, series: 1, situation: '2', ...period('issued') } }],
		['consumerInvoiceNfce', 'get', { invoiceId: 1 }],
		['contact', 'get', { contactId: contacts[0].id }],
		['contact', 'getMany', { limit: 3, filters: { search: 'a', uf: 'SP', ...period('changed'), ...period('included') } }],
		...['create', 'upsert'].map((operation): [string, string, IDataObject] => [
			'product',
			operation,
			{ sku: 'NOVO-1', productName: 'Novo', productFields: { price: '10.5', unit: 'UN', notes: operation } },
		]),
		['serviceInvoiceNfse', 'getMany', { limit: 3, filters: { situation: 1, ...period('issued') } }],
		['serviceInvoiceNfse', 'get', { serviceInvoiceId: invoiceId }],
		[
			'accountReceivable',
			'getMany',
			{ limit: 3, filters: { contactId: 1, dateKind: 'V', paymentMethodId: 1, situations: '1,2', ...period('date') } },
		],
		['accountReceivable', 'get', { receivableId: (order ?? 0) + 1 }],
		['company', 'getBasicData', {}],
		['webhook', 'replay', { event: 'product_supplier.updated', ids: String(suppliers[0].id) }],
		['webhook', 'replay', { event: 'virtual_stock.updated', ids: String(simple) }],
	];
}
