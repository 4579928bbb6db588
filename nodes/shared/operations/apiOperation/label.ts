import type { Published } from './contract';

/** What the steps of a vendor's paths mean: in English, and in Portuguese where the vendor's word needs accents or blanks. */
export type Words = Record<string, { en: string; pt?: string }>;

const verbs = { DELETE: 'Delete', GET: 'Get', PATCH: 'Update', POST: 'Create', PUT: 'Replace' };
const doing =
	/^(Cancel|Confirm|Create|Deactivate|Fetch|Generate|Get|Move|Pause|Post|Process|Publish|Reactivate|Recover|Reprocess|Resend|Reset|Reverse|Send|Settle|Submit|Test|Verify)\b/;

/**
 * `Sales Order: Get Many (Pedidos › Vendas)`: made from method and path alone. A last step that says what is done is the verb,
 * as in `POST /nfe/{id}/enviar`.
 */
export function labelOf({ method, path, responses }: Published, words: Words): string {
	const steps = path.split('/').filter((step) => step !== '' && !/^v\d+$/.test(step));
	const named = steps.filter((step) => !step.startsWith('{'));
	const english = named.map((step) => words[step]?.en ?? step);
	const last = english.at(-1) ?? '';
	const does = method !== 'GET' && doing.test(last) && english.length > 1;
	const endsWithId = steps.at(-1)?.startsWith('{') === true;
	const many = !endsWithId && (method === 'DELETE' || (method === 'GET' && isList(responses)));
	const verb = does ? last : `${verbs[method]}${many ? ' Many' : ''}`;
	const portuguese = named.map((step) => words[step]?.pt ?? step.charAt(0).toUpperCase() + step.slice(1)).join(' › ');
	// Steps that only ids tell apart: the id is part of what is said.
	const by = does && endsWithId ? ` (${steps.at(-1)?.slice(1, -1)})` : '';
	return `${(does ? english.slice(0, -1) : english).join(' ')}: ${verb}${by} (${portuguese})`;
}

/** Whether an answer has a list on its first level. */
function isList(responses: Published['responses']): boolean {
	const answer = responses['200'];
	return answer?.type === 'array' || Object.values(answer?.properties ?? {}).some(({ type }) => type === 'array');
}
