import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../../nodes/shared/trigger/delivery';
import type { PersonalData } from '../../../nodes/shared/privacy/personalData';
import { lacksMoreThan, withoutPersonalData } from '../../../nodes/shared/privacy/personalData';

const known: PersonalData = {
	fields: [
		{ path: 'data.customer', holds: ['name'], certainty: 'certain' },
		{ path: 'data.items.note', holds: ['text'], certainty: 'certain' },
		{ path: 'data.error', holds: ['message'], certainty: 'certain' },
		{ path: 'data.invoice.taker', events: ['invoice.', 'receipt.'], holds: ['taxId'], certainty: 'certain' },
		{ path: 'resource.buyer', holds: ['name'], certainty: 'certain' },
	],
	kept: ['id', 'data.customer.group'],
	namesThings: () => true,
	isUndocumented: (event) => event === 'unknown',
};
const delivery = (data: IDataObject, own: Partial<Delivery> = {}): Delivery => ({
	vendor: 'sample',
	event: 'order.saved',
	id: 'a',
	account: '1',
	accountName: 'Maria ME',
	state: null,
	reference: null,
	occurredAt: null,
	receivedAt: '2026-01-01T00:00:00.000Z',
	attempt: null,
	verifiedBy: ['header'],
	redelivery: false,
	data,
	...own,
});
const dataOf = (mode: 'mask' | 'remove', data: IDataObject, own: Partial<Delivery> = {}) =>
	withoutPersonalData(delivery(data, own), mode, known, 'Loja').data;
const customer = {
	id: 9,
	name: 'Maria',
	age: 30,
	vip: true,
	mail: '',
	fax: null,
	tags: ['a', 'b'],
	group: { name: 'G' },
	address: { street: 'Rua A' },
};

test('kept: the delivery as it is', () => {
	const given = delivery({ customer });
	expect(withoutPersonalData(given, 'keep', known, 'Loja')).toBe(given);
});

test('masked: the values, of the same type where it can be, but for ids and what is kept', () => {
	const given = delivery({ customer, total: 10 });
	const before = structuredClone(given);
	expect(withoutPersonalData(given, 'mask', known, 'Loja')).toStrictEqual({
		...given,
		accountName: 'Loja',
		personalData: 'mask',
		data: {
			customer: {
				id: 9,
				name: '***',
				age: 0,
				vip: true,
				mail: '',
				fax: null,
				tags: ['***', '***'],
				group: { name: 'G' },
				address: { street: '***' },
			},
			total: 10,
		},
	});
	expect(given).toEqual(before);
});

test('removed: the fields, and what holds nothing any more', () => {
	expect(dataOf('remove', { customer, total: 10 })).toStrictEqual({ customer: { id: 9, group: { name: 'G' } }, total: 10 });
	expect(dataOf('remove', { customer: { name: 'Maria' }, total: 10 })).toStrictEqual({ total: 10 });
	expect(dataOf('remove', { customer: 'Maria' })).toStrictEqual({});
	expect(dataOf('remove', { customer: { id: { name: 'no id, as it holds more' } } })).toStrictEqual({});
});

test('lists on the way are gone through, and an empty one stays', () => {
	expect(dataOf('mask', { items: [{ note: 'x', n: 1 }, { n: 2 }, [{ note: 'y' }]] as never })).toStrictEqual({
		items: [{ note: '***', n: 1 }, { n: 2 }, [{ note: '***' }]],
	});
	expect(dataOf('remove', { items: [{ note: 'x', n: 1 }], customer: [] })).toStrictEqual({ items: [{ n: 1 }], customer: [] });
	expect(dataOf('remove', { customer: ['Maria', 'José'] })).toStrictEqual({});
});

test("of a vendor's sentence only what looks like personal data is masked, in either mode", () => {
	const error = 'CPF 529.982.247-25 recusado';
	for (const mode of ['mask', 'remove'] as const) expect(dataOf(mode, { error })).toStrictEqual({ error: 'CPF *** recusado' });
	expect(dataOf('mask', { error: 5 })).toStrictEqual({ error: 0 });
});

test('a field of some events is left in others', () => {
	const data = { invoice: { taker: '191' } };
	expect(dataOf('mask', data)).toStrictEqual(data);
	for (const event of ['invoice.issued', 'receipt.issued'])
		expect(dataOf('mask', data, { event })).toStrictEqual({ invoice: { taker: '***' } });
});

test('of an event whose payload is not published nothing is left but ids', () => {
	const own = { event: 'unknown', resource: { a: 'x', id: 1 } };
	expect(withoutPersonalData(delivery({ a: 'x', id: 1 }, own), 'mask', known, null)).toMatchObject({
		accountName: null,
		data: { a: '***', id: 1 },
		resource: { a: '***', id: 1 },
	});
	expect(withoutPersonalData(delivery({ a: 'x' }, { event: 'unknown', resource: { a: 'x' } }), 'remove', known, null)).toMatchObject({
		data: {},
		resource: {},
	});
});

test('the resource is gone through too, and there is none where there was none', () => {
	expect(withoutPersonalData(delivery({}, { resource: { buyer: 'Maria', id: 1 } }), 'mask', known, 'Loja').resource).toStrictEqual({
		buyer: '***',
		id: 1,
	});
	expect(withoutPersonalData(delivery({}), 'mask', known, 'Loja')).not.toHaveProperty('resource');
});

test.each<['mask' | 'remove', Delivery['personalData'], IDataObject, Delivery['personalData']]>([
	['mask', undefined, { total: 1 }, undefined],
	['mask', 'remove', { customer: 'Maria' }, 'remove'],
	['remove', 'mask', { customer: 'Maria' }, 'remove'],
	['mask', 'mask', { total: 1 }, 'mask'],
	['mask', undefined, { customer: '' }, undefined],
])('%s, where it said %s before: it says what was done', (mode, before, data, after) => {
	expect(withoutPersonalData(delivery(data, before && { personalData: before }), mode, known, 'Loja').personalData).toBe(after);
});

test('an account without a name gets none', () => {
	expect(withoutPersonalData(delivery({}, { accountName: null }), 'mask', known, 'Loja').accountName).toBeNull();
});

test('what nests deeper than anything real is masked as a whole', () => {
	const nest = (levels: number, inside: IDataObject): IDataObject => (levels === 0 ? inside : { in: nest(levels - 1, inside) });
	const masked = JSON.stringify(dataOf('mask', { customer: nest(40, { id: 1 }) }));
	expect(masked).not.toContain('"id"');
	expect(masked).toContain('***');
	expect(JSON.stringify(dataOf('mask', { customer: nest(20, { id: 1 }) }))).toContain('"id":1');
});

describe('what no list of fields has is found by its name, in every event', () => {
	const person = { nome: 'Maria', cpf: '529.982.247-25', 'E-mail': 'maria@example.com' };
	const thing = {
		id: 7,
		numero: '9',
		codigo: 'SKU',
		nome: 'Caneca',
		situacao: { id: 1, valor: 2 },
		loja: { id: 3 },
		deposito: { nome: 'Geral' },
	};

	test.each([
		['a holder', { ...thing, contato: { id: 5, ...person } }, { ...thing, contato: { id: 5 } }],
		['a holder that is a text', { ...thing, end_customer: 'Maria' }, thing],
		['a text beside it', { ...person, Observações: 'para Maria', n: 1 }, { n: 1 }],
		['a list, whose names stand beside a document', { data: [{ id: 1, ...person }, thing] }, { data: [{ id: 1 }, thing] }],
		['deep down', { a: { b: [{ c: { telefone: '1', zipCode: '2', d: 3 } }] } }, { a: { b: [{ c: { d: 3 } }] } }],
		['what is kept', { id: 1, customer: { group: { email: 'x' } } }, { id: 1, customer: { group: { email: 'x' } } }],
	])('%s', (_, data, left) => {
		expect(dataOf('remove', data as IDataObject)).toStrictEqual(left);
		expect(
			withoutPersonalData(
				delivery({}, { resource: data as IDataObject }),
				'remove',
				{ ...known, kept: ['id', 'resource.customer.group'] },
				null,
			).resource,
		).toStrictEqual(left);
	});

	test('masked, it says so', () => {
		expect(withoutPersonalData(delivery({ ...thing, contato: { id: 5, ...person } }), 'mask', known, 'Loja')).toMatchObject({
			personalData: 'mask',
			data: { ...thing, contato: { id: 5, nome: '***', cpf: '***', 'E-mail': '***' } },
		});
	});

	test('where an event is not about things, no name and no note is left', () => {
		const orders = { ...known, namesThings: (event: string) => event.startsWith('stock.') };
		const of = (event: string) => withoutPersonalData(delivery({ nome: 'Maria', a: 1 }, { event }), 'remove', orders, null).data;
		expect([of('order.saved'), of('stock.saved')]).toStrictEqual([{ a: 1 }, { nome: 'Maria', a: 1 }]);
	});
});

test.each([
	['mask', 'keep', true],
	['remove', 'mask', true],
	['mask', 'mask', false],
	['keep', 'remove', false],
] as const)('a delivery of %s lacks more than a trigger of %s: %s', (before, setting, more) => {
	expect(lacksMoreThan(before, setting)).toBe(more);
});
