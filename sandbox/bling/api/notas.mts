import { gzipSync } from 'node:zlib';

import { json } from '../../core/http.mts';
import { natureId } from '../app/payloads.mts';
import { invalid } from '../errors.mts';
import { total } from '../shop/company.mts';
import type { Company, Invoice, InvoiceKind } from '../shop/company.mts';
import { localDate, localDateTime } from '../time.mts';
import { found } from './endpoint.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { integerOf, pageOf, periodOf } from './filters.mts';

const authorised = ({ situacao }: Invoice) => situacao === 5 || situacao === 6;
const cancelled = 2;

const listed = (company: Company, invoice: Invoice) => ({
	id: invoice.id,
	tipo: 1,
	situacao: invoice.situacao,
	numero: invoice.numero,
	dataEmissao: localDateTime(invoice.issuedAt),
	dataOperacao: localDateTime(invoice.issuedAt),
	chaveAcesso: authorised(invoice) ? invoice.chaveAcesso : '',
	contato: {
		...invoice.order.contact,
		tipoPessoa: 'F',
		ie: '',
		rg: '',
		contribuinte: 9,
		telefone: '',
		email: '',
		endereco: {
			endereco: '',
			numero: '',
			complemento: '',
			bairro: '',
			cep: '',
			municipio: '',
			uf: '',
			pais: '',
		},
	},
	naturezaOperacao: { id: natureId },
	loja: { id: company.lojaId, numero: invoice.order.numeroLoja },
});

/** Links are empty until the invoice is authorized. */
const detailed = (company: Company, invoice: Invoice, origin: string) => {
	const link = (ending: string) => (authorised(invoice) ? `${origin}/documentos/${invoice.chaveAcesso}.${ending}` : '');
	return {
		...listed(company, invoice),
		serie: 1,
		valorNota: total(invoice.order),
		valorFrete: invoice.order.frete,
		finalidade: 1,
		xml: link('xml'),
		linkDanfe: link('html'),
		linkPDF: link('pdf'),
		optanteSimplesNacional: true,
		numeroPedidoLoja: invoice.order.numeroLoja,
		itens: invoice.order.items.map((item) => ({
			codigo: item.codigo,
			descricao: item.descricao,
			unidade: item.unidade,
			quantidade: item.quantidade,
			valor: item.valor,
			valorTotal: item.valor * item.quantidade,
			tipo: 'P',
		})),
		parcelas: [{ data: localDate(invoice.issuedAt), valor: total(invoice.order), observacoes: '', caut: '' }],
	};
};

/** Cancelled notes are left out unless asked for. docs/facts/bling.md §4.8 */
function list({ company, request: { query }, world }: Call, kind: InvoiceKind) {
	const situation = integerOf(query, 'situacao');
	const issued = periodOf(query, 'dataEmissao', world.clock.now());
	const storeNumber = query.get('numeroLoja');
	const accessKey = query.get('chaveAcesso');
	const number = integerOf(query, 'numero');
	const incoming = query.get('tipo') === '0';
	const matching = [...company.invoices.values()].filter(
		(invoice) =>
			invoice.kind === kind &&
			!incoming &&
			(situation === undefined ? invoice.situacao !== cancelled : invoice.situacao === situation) &&
			issued(invoice.issuedAt) &&
			(storeNumber === null || invoice.order.numeroLoja === storeNumber) &&
			(accessKey === null || invoice.chaveAcesso === accessKey) &&
			(number === undefined || Number(invoice.numero) === number),
	);
	return json(200, { data: pageOf(matching, query).map((invoice) => listed(company, invoice)) });
}

function show(call: Call, kind: InvoiceKind) {
	const invoice = found(call.company.invoices.get(call.id('id')));
	if (invoice.kind !== kind) found(undefined);
	return json(200, { data: detailed(call.company, invoice, call.world.origins.bling) });
}

/** The document itself, gzipped in base64. */
function document({ company, request }: Call) {
	const format = request.query.get('formato');
	if (format !== 'pdf' && format !== 'xml') {
		throw invalid('Parâmetros inválidos', [
			{ code: 1, msg: 'O formato deve ser pdf ou xml.', element: 'formato', namespace: 'NOTAS_FISCAIS' },
		]);
	}
	const key = request.params.chaveAcesso;
	const invoice = found([...company.invoices.values()].find((one) => authorised(one) && one.chaveAcesso === key));
	const text = documentText(invoice, format);
	return json(200, { data: [{ nome: `${key}.${format}`, conteudo: gzipSync(text).toString('base64') }] });
}

/** Enough of an XML or PDF to be distinguished from anything else. */
export const documentText = (invoice: Invoice, format: 'pdf' | 'xml'): string =>
	format === 'xml'
		? `<?xml version="1.0" encoding="UTF-8"?><nfeProc><NFe><infNFe Id="NFe${invoice.chaveAcesso}"><ide><nNF>${invoice.numero}</nNF></ide></infNFe></NFe></nfeProc>`
		: `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`;

export const notas: readonly Endpoint[] = [
	{ method: 'GET', path: '/nfe', scope: 'invoice', run: (call) => list(call, 'nfe') },
	{ method: 'GET', path: '/nfe/:id', scope: 'invoice', run: (call) => show(call, 'nfe') },
	{ method: 'GET', path: '/nfe/documento/:chaveAcesso', scope: 'invoice', run: document },
	{ method: 'GET', path: '/nfce', scope: 'consumer_invoice', run: (call) => list(call, 'nfce') },
	{ method: 'GET', path: '/nfce/:id', scope: 'consumer_invoice', run: (call) => show(call, 'nfce') },
];
