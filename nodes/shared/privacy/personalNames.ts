/** Fields that are one person's and tell which. */
const identifying = [
	'cpf',
	'cnpj',
	'cpfCnpj',
	'cnpjCpf',
	'rg',
	'numeroDocumento',
	'federalTaxNumber',
	'taxId',
	'email',
	'emails',
	'mail',
	'telefone',
	'telefones',
	'fone',
	'celular',
	'whatsapp',
	'phone',
	'phones',
	'phoneNumber',
	'mobile',
	'cellphone',
	'dataNascimento',
	'birthDate',
];

/** Other fields that hold or describe people whatever they stand in: with all that is below them. */
const describing = [
	'contato',
	'cliente',
	'comprador',
	'destinatario',
	'tomador',
	'pagador',
	'pessoa',
	'vendedor',
	'customer',
	'endCustomer',
	'buyer',
	'borrower',
	'payer',
	'recipient',
	'receiver',
	'person',
	'razaoSocial',
	'sobrenome',
	'nomeCompleto',
	'fullName',
	'firstName',
	'lastName',
	'endereco',
	'enderecoEntrega',
	'logradouro',
	'cep',
	'address',
	'street',
	'zipCode',
	'postalCode',
];

/** What people and things have alike. */
const ambiguous = [
	'nome',
	'name',
	'fantasia',
	'nomeFantasia',
	'observacao',
	'observacoes',
	'observacaoInterna',
	'observacoesInternas',
	'obs',
	'notes',
	'comments',
];

/** Names of fields with personal data in no matter which event; docs/en/privacy.md shows the same list. */
export const personalNames: readonly string[] = [...identifying, ...describing, ...ambiguous];

/** `E-mail`, `end_customer` and `endCustomer` without case, accents and signs. */
const plain = (name: string) =>
	name
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');

const identifyingNames = identifying.map(plain);
const allNames = personalNames.map(plain);
const ambiguousNames = ambiguous.map(plain);

/**
 * Which of the fields of one object are personal, by their names. Where `namesThings`, a `nome` or a note is only so beside
 * what is one person's.
 */
export function personalAmong(keys: string[], namesThings: boolean): ReadonlySet<string> {
	const isThing = namesThings && !keys.some((key) => identifyingNames.includes(plain(key)));
	return new Set(keys.filter((key) => allNames.includes(plain(key)) && !(isThing && ambiguousNames.includes(plain(key)))));
}
