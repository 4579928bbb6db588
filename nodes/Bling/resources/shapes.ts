import type { OutputShape } from '../../shared/operations/output';

/**
 * The fields of the operations' items (contracts/bling.json). "Simplified" has no name, document,
 * address, email or phone of a person, and no free text that may contain one.
 */

/** A sales order as lists show it. */
export const orderRowShape: OutputShape = {
	simple: ['id', 'numero', 'numeroLoja', 'data', 'situacao', 'total', 'totalProdutos', 'loja.id', 'contato.id'],
	others: ['contato', 'contato.nome', 'contato.numeroDocumento', 'contato.tipoPessoa', 'dataPrevista', 'dataSaida', 'loja'],
};

/** The whole order. */
export const orderShape: OutputShape = {
	simple: [
		...['id', 'numero', 'numeroLoja', 'data', 'situacao', 'total', 'loja.id', 'contato.id', 'notaFiscal.id'],
		...['itens.produto', 'itens.codigo', 'itens.descricao', 'itens.quantidade', 'itens.valor'],
	],
	others: [
		...['totalProdutos', ...orderRowShape.others, 'categoria', 'desconto', 'intermediador', 'itens', 'numeroPedidoCompra'],
		...['observacoes', 'observacoesInternas', 'outrasDespesas', 'parcelas', 'taxas', 'transporte', 'transporte.frete'],
		...['transporte.volumes', 'tributacao', 'vendedor.id'],
	],
};

/** A product as lists show it. */
export const productRowShape: OutputShape = {
	simple: ['id', 'idProdutoPai', 'nome', 'codigo', 'preco', 'situacao', 'formato', 'tipo', 'estoque'],
	others: ['descricaoCurta', 'imagemURL', 'precoCusto'],
};

/** The whole product. */
export const productShape: OutputShape = {
	simple: ['id', 'nome', 'codigo', 'preco', 'situacao', 'formato', 'tipo', 'unidade', 'gtin', 'estoque.saldoVirtualTotal'],
	others: [
		...['actionEstoque', 'artigoPerigoso', 'camposCustomizados', 'categoria', 'condicao', 'dataValidade', 'descricaoComplementar'],
		...['descricaoCurta', 'descricaoEmbalagemDiscreta', 'dimensoes', 'estoque', 'estrutura', 'fornecedor', 'freteGratis'],
		...['gtinEmbalagem', 'imagemURL', 'itensPorCaixa', 'linhaProduto', 'linkExterno', 'marca', 'midia', 'observacoes'],
		...['pesoBruto', 'pesoLiquido', 'tipoProducao', 'tributacao', 'variacoes', 'volumes'],
	],
};

const invoicePerson = ['contato', 'contato.nome', 'contato.numeroDocumento', 'contato.email', 'contato.endereco', 'contato.telefone'];

/** An NF-e or NFC-e as lists show it. */
export const invoiceRowShape: OutputShape = {
	simple: [
		...['id', 'numero', 'situacao', 'tipo', 'dataEmissao', 'dataOperacao', 'chaveAcesso', 'loja', 'contato.id'],
		'naturezaOperacao.id',
	],
	others: invoicePerson,
};

/** The whole invoice. */
export const invoiceShape: OutputShape = {
	simple: [...['id', 'numero', 'serie', 'situacao', 'tipo', 'dataEmissao', 'chaveAcesso', 'valorNota', 'numeroPedidoLoja'], 'contato.id'],
	others: [
		...[...invoicePerson, 'dataOperacao', 'finalidade', 'itens', 'linkDanfe', 'linkPDF', 'loja', 'naturezaOperacao'],
		...['optanteSimplesNacional', 'parcelas', 'tipoNota', 'transporte', 'valorFrete', 'vendedor.id', 'xml'],
	],
};

/** A contact as lists show it. */
export const contactRowShape: OutputShape = {
	simple: ['id', 'codigo', 'situacao'],
	others: ['nome', 'numeroDocumento', 'telefone', 'celular'],
};

/** The whole contact. */
export const contactShape: OutputShape = {
	simple: ['id', 'codigo', 'situacao', 'tipo', 'indicadorIe', 'orgaoPublico', 'tiposContato', 'vendedor.id'],
	others: [
		...[...contactRowShape.others, 'dadosAdicionais', 'email', 'emailNotaFiscal', 'endereco', 'endereco.cobranca'],
		...['endereco.geral', 'endereco.geral.municipio', 'endereco.geral.uf', 'fantasia', 'financeiro', 'ie'],
		...['inscricaoMunicipal', 'orgaoEmissor', 'pais', 'pessoasContato', 'rg'],
	],
};

const serviceInvoicePerson = ['contato', 'contato.nome', 'contato.numeroDocumento', 'contato.email'];

/** An NFS-e as lists show it. */
export const serviceInvoiceRowShape: OutputShape = {
	simple: ['id', 'numero', 'numeroRPS', 'serie', 'situacao', 'dataEmissao', 'valor', 'contato.id'],
	others: serviceInvoicePerson,
};

/** The whole NFS-e; anybody who has the link and the code can read it. */
export const serviceInvoiceShape: OutputShape = {
	simple: serviceInvoiceRowShape.simple,
	others: [...serviceInvoicePerson, 'codigoVerificacao', 'link'],
};

/** An account receivable as lists show it. */
export const receivableRowShape: OutputShape = {
	simple: ['id', 'situacao', 'valor', 'vencimento', 'dataEmissao', 'formaPagamento.id', 'origem.id', 'origem.tipoOrigem', 'contato.id'],
	others: [
		...['contaContabil', 'contato', 'contato.nome', 'contato.numeroDocumento', 'formaPagamento', 'idTransacao'],
		...['linkBoleto', 'linkQRCodePix', 'origem'],
	],
};

/** The whole account receivable. */
export const receivableShape: OutputShape = {
	simple: [...receivableRowShape.simple, 'saldo'],
	others: [
		...[...receivableRowShape.others, 'borderos', 'categoria', 'competencia', 'historico', 'numeroBanco', 'numeroDocumento'],
		...['ocorrencia', 'portador', 'vencimentoOriginal', 'vendedor.id'],
	],
};
