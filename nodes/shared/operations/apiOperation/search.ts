/** One operation of the editor's list: `Sales Order: Get Many (Pedidos › Vendas)` and `GET /pedidos/vendas`. */
interface Listed {
	name: string;
	value: string;
}

/**
 * What people call what the contracts name otherwise: the words of any vendor, for all of its operations. An alternative of
 * several words needs each of them, and each may have alternatives of its own.
 */
const synonyms: Record<string, string[]> = {
	nota: ['nfe', 'nfce', 'nfse', 'invoice'],
	fiscal: ['nota'],
	invoice: ['nfe', 'nfce', 'nfse'],
	servico: ['nfse', 'service'],
	service: ['nfse'],
	emitir: ['create nota', 'send nota', 'generate nota', 'create boleto'],
	emissao: ['emitir'],
	issue: ['emitir'],
	boleto: ['receivable'],
	cobranca: ['boleto', 'receivable'],
	armazem: ['warehouse'],
	cliente: ['contact', 'person'],
	fornecedor: ['supplier', 'contact'],
	frete: ['logistics', 'shipment'],
	criar: ['create'],
	incluir: ['create'],
	cadastrar: ['create'],
	gerar: ['generate', 'create'],
	listar: ['get'],
	buscar: ['get'],
	consultar: ['get'],
	obter: ['get'],
	alterar: ['update'],
	atualizar: ['update'],
	editar: ['update'],
	excluir: ['delete'],
	apagar: ['delete'],
	remover: ['delete'],
	cancelar: ['cancel', 'delete'],
	enviar: ['send', 'submit'],
	baixar: ['settle', 'download', 'pdf', 'xml'],
};

const fillers = ['a', 'as', 'o', 'os', 'e', 'de', 'da', 'das', 'do', 'dos', 'em', 'para', 'por', 'the', 'of', 'an'];

/** The operations that have every word of `filter`, in either language; the best match first, then the shortest path. */
export function searched<Operation extends Listed>(operations: Operation[], filter: string): Operation[] {
	const all = wordsOf(filter);
	const meant = all.filter((word) => !fillers.includes(word));
	const sought = meant.length > 0 ? meant : all;
	return operations
		.map((one) => ({ one, score: scoreOf(sought, placesOf(one)), length: sought.length === 0 ? 0 : one.value.split('/').length }))
		.filter(({ score }) => score > 0)
		.sort((left, right) => right.score - left.score || left.length - right.length || left.one.name.localeCompare(right.one.name, 'en'))
		.map(({ one }) => one);
}

/** Where a word of an operation stands: the nearer to what it is about, the better it matches. */
interface Places {
	/** Of the first step of the path, in both languages. */
	subject: string[];
	/** Of the rest of the name, without what stands for a value. */
	rest: string[];
	/** All of it, IDs too. */
	text: string;
}

function placesOf({ name, value }: Listed): Places {
	const [what = '', where = ''] = name.split(/ \((?=[^(]*\)$)/);
	const [first, ...others] = where.split(' › ');
	const path = value
		.replace(/^\S+ |\{[^}]*\}/g, '')
		.split('/')
		.filter((step) => !/^(v\d+)?$/.test(step));
	const [subject, ...rest] = [
		what.split(' ')[0],
		what
			.split(' ')
			.slice(1)
			.join(' ')
			.replace(/ by \S+$/, ''),
	];
	return {
		subject: wordsOf(`${subject} ${first} ${path[0] ?? ''}`),
		rest: wordsOf([...rest, ...others, ...path.slice(1)].join(' ')),
		text: plain(`${name} ${value}`),
	};
}

/** 0 unless each word is found. */
function scoreOf(words: string[], places: Places): number {
	const scores = words.map((word) => bestOf(word, places));
	return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, words.length === 0 ? 1 : 0);
}

/** How many synonyms lead from a word to what is meant: "emissao" to "emitir" to "nota" to "nfe". */
const furthest = 3;

/** A word itself counts more than what is also called so; what only stands within a word, as in an ID's name, counts least. */
function bestOf(word: string, places: Places, left = furthest): number {
	const literal = left === furthest && places.text.includes(word) ? 1 : 0;
	const also = left === 0 ? [] : (synonyms[word] ?? []);
	const byOthers = also.map((words) => Math.min(...words.split(' ').map((one) => bestOf(one, places, left - 1))) - 1);
	return Math.max(literal, directOf(word, places), ...byOthers);
}

function directOf(word: string, { subject, rest }: Places): number {
	const has = (words: string[]) => words.some((one) => one.startsWith(word));
	return has(subject) ? 8 : has(rest) ? 5 : 0;
}

/** Without accents and capitals, as people type; the vendors write NF-e as one word too. */
const plain = (text: string): string =>
	text
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/\b(nfs?c?|ct)-e\b/g, '$1e');

/** Each word in the singular, roughly: both sides are treated alike. */
const wordsOf = (text: string): string[] =>
	plain(text)
		.match(/[a-z0-9]+/g)
		?.map(singular) ?? [];

const singular = (word: string): string =>
	word
		.replace(/(o|a)es$/, 'ao')
		.replace(/(a|e|o)is$/, '$1l')
		.replace(/ns$/, 'm')
		.replace(/(r|z)es$/, '$1')
		.replace(/(?<=..[^s])s$/, '');
