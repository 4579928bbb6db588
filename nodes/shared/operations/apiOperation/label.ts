import type { Contract, Published } from './contract';
import type { Paging } from './mapped';

/**
 * The words for the steps of a vendor's paths: in English, and in Portuguese if the vendor's word
 * lacks accents or spaces. Two steps that start a path may have their own English name if the word
 * order differs.
 */
export type Words = Record<string, { en: string; pt?: string }>;

const doing =
	/^(Cancel|Confirm|Deactivate|Fetch|Generate|Get|Pause|Post|Process|Publish|Reactivate|Recover|Reprocess|Resend|Reset|Reverse|Send|Settle|Submit|Test)\b/;

const stepsOf = (path: string) => path.split('/').filter((step) => step !== '' && !/^v\d+$/.test(step));
const isId = (step = '') => step.startsWith('{');

/**
 * Each operation's name in the editor's list: `Sales Order: Get Many (Pedidos › Vendas)`, derived
 * from the contract alone.
 */
export function labelsOf(contract: Contract, { words, paging }: { words: Words; paging: Paging }): Array<{ name: string; value: string }> {
	const labels = contract.operations.map((one) => {
		const pages = one.parameters.some(({ name }) => name === paging.page);
		return { one, label: labelOf(contract, one, { words, pages }) };
	});
	const told = new Map<string, number>();
	for (const { label } of labels) told.set(label.join(), (told.get(label.join()) ?? 0) + 1);
	return labels.map(({ one, label }) => {
		const [what, where] = label;
		// Operations that only differ in their IDs are named after these.
		const id = stepsOf(one.path).filter(isId).at(-1)?.slice(1, -1);
		return { name: `${what}${told.get(label.join()) === 1 || id === undefined ? '' : ` by ${id}`} (${where})`, value: one.key };
	});
}

/** A last step that says what is done becomes the verb, as in `POST /nfe/{id}/enviar`. */
function labelOf(
	contract: Contract,
	published: Published,
	{ words, pages }: { words: Words; pages: boolean },
): [what: string, where: string] {
	const named = stepsOf(published.path).filter((step) => !isId(step));
	const pair = words[named.slice(0, 2).join('/')];
	const english = [...(pair ? [pair.en] : []), ...named.slice(pair ? 2 : 0).map((step) => words[step]?.en ?? step)];
	const last = english.at(-1) ?? '';
	const does = published.method !== 'GET' && english.length > 1 && doing.test(last);
	const verb = does ? last : verbOf(contract, published, { pages, isStatus: last !== english[0] && last === 'Status' });
	const where = named.map((step) => words[step]?.pt ?? step.charAt(0).toUpperCase() + step.slice(1)).join(' › ');
	return [`${(does ? english.slice(0, -1) : english).join(' ')}: ${verb}`, where];
}

interface Told {
	pages: boolean;
	isStatus: boolean;
}

function verbOf(contract: Contract, { method, path, parameters, body, responses }: Published, { pages, isStatus }: Told): string {
	const ofOne = isId(path.split('/').at(-1));
	const takesList = parameters.some((one) => one.in === 'query' && one.schema.type === 'array');
	const answer = responses['200'] ? contract.flat(responses['200']) : {};
	const answersList = answer.type === 'array' || Object.values(answer.properties ?? {}).some((one) => contract.flat(one).type === 'array');
	const alsoWhole = contract.operations.some((one) => one.method === 'PUT' && one.path === path);
	const many = (is: boolean) => (is && !ofOne ? ' Many' : '');
	switch (method) {
		case 'GET':
			return `Get${many(pages || answersList)}`;
		case 'DELETE':
			return `Delete${many(takesList)}`;
		case 'PATCH':
			return alsoWhole ? 'Update Some Fields' : 'Update';
		case 'PUT':
			return `Update${many(body !== undefined && contract.flat(body.schema).type === 'array')}`;
		case 'POST':
			return isStatus ? 'Update Many' : 'Create';
	}
}
