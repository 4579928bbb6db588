import { z } from 'zod';

import { json, noContent } from '../../core/http.mts';
import type { ContactCard } from '../shop/company.mts';
import { newId } from '../shop/orderLine.mts';
import { found } from './endpoint.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { bodyOf } from './body.mts';
import { idsOf, pageOf, periodOf } from './filters.mts';

const card = z
	.object({
		nome: z.string().min(1),
		tipo: z.enum(['F', 'J', 'E']),
		situacao: z.enum(['A', 'E', 'I', 'S']),
		numeroDocumento: z.string().default(''),
		indicadorIe: z.union([z.literal(1), z.literal(2), z.literal(9)]).optional(),
	})
	.passthrough();

const listed = ({ id, nome, numeroDocumento, situacao, codigo = '', telefone = '', celular = '' }: ContactCard) => ({
	id,
	nome,
	codigo,
	situacao,
	numeroDocumento,
	telefone,
	celular,
});

/** The most hostile reading of the filter: it compares as text, including punctuation. docs/facts/bling.md §4.9 */
function list({ company, request: { query }, world }: Call) {
	const document = query.get('numeroDocumento');
	const ids = idsOf(query, 'idsContatos');
	const search = (query.get('pesquisa') ?? '').toLowerCase();
	const now = world.clock.now();
	// Contacts have no times here: a period is validated but hides nothing.
	for (const field of ['dataInclusao', 'dataAlteracao']) periodOf(query, field, now);
	const matching = [...company.contacts.values()].filter(
		({ id, nome, numeroDocumento }) =>
			(document === null || numeroDocumento === document) && (ids.length === 0 || ids.includes(id)) && nome.toLowerCase().includes(search),
	);
	return json(200, { data: pageOf(matching, query).map(listed) });
}

const contactOf = (call: Call) => found(call.company.contacts.get(call.id('idContato')));

function create({ company, request, world }: Call) {
	const id = newId(world.random);
	company.contacts.set(id, { ...bodyOf(request, card, 'CONTATOS'), id });
	return json(201, { data: { id } });
}

/** Replaces everything. */
function replace(call: Call) {
	const { id } = contactOf(call);
	call.company.contacts.set(id, { ...bodyOf(call.request, card, 'CONTATOS'), id });
	return noContent;
}

export const contatos: readonly Endpoint[] = [
	{ method: 'GET', path: '/contatos', scope: 'contact', run: list },
	{ method: 'GET', path: '/contatos/:idContato', scope: 'contact', run: (call) => json(200, { data: contactOf(call) }) },
	{ method: 'POST', path: '/contatos', scope: 'contact', run: create },
	{ method: 'PUT', path: '/contatos/:idContato', scope: 'contact', run: replace },
];
