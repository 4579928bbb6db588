/** Fields that identify one person. */
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

/** Other fields that hold or describe people wherever they are, with everything below them. */
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

/** Field names that people and things share. */
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

/** Names of fields with personal data in any event; docs/en/privacy.md has the same list. */
export const personalNames: readonly string[] = [...identifying, ...describing, ...ambiguous];

/** `E-mail`, `end_customer` and `endCustomer` without case, accents and punctuation. */
const plain = (name: string) =>
	name
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');

const identifyingNames = identifying.map(plain);
const allNames = personalNames.map(plain);
const ambiguousNames = ambiguous.map(plain);

/**
 * Which fields of an object are personal, by their names. With `namesThings`, a `nome` or a note
 * only is next to something that identifies a person.
 */
export function personalAmong(keys: string[], namesThings: boolean): ReadonlySet<string> {
	const isThing = namesThings && !keys.some((key) => identifyingNames.includes(plain(key)));
	return new Set(keys.filter((key) => allNames.includes(plain(key)) && !(isThing && ambiguousNames.includes(plain(key)))));
}
