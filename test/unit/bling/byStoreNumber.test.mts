import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { moveOf, repeatedRow, situationFor } from '../../../nodes/Bling/api/moveOrder';
import { startSandbox, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { hurry } from '../support/time.mts';
import type { Runner } from './support.mts';
import { refusalOf, sandboxRunner } from './support.mts';

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let run: Runner;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	hurry(20);
	run = await sandboxRunner(sandbox);
});
afterAll(() => sandbox.close());

const [open, fulfilled, cancelled] = [6, 9, 12];
const world = async () => (await worldOf(sandbox)).companies[0];
const place = async (storeNumber: string) => {
	const { id, products } = await world();
	return String((await sandbox.act('create-order', { company: id, product: String(products[0].id), storeNumber })).id);
};
const situationOf = async (orderId: string) => (await world()).orders.find(({ id }) => String(id) === orderId)?.situacao.id;
const row = (mappedState: unknown, situationId: unknown) => ({
	mappedState,
	situationId: { __rl: true, mode: 'list', value: situationId },
});
const writes = async () =>
	((await sandbox.read('/sandbox/bling/requests?limit=1000')) as { requests: Array<{ method: string }> }).requests.filter(
		({ method }) => method === 'PATCH',
	).length;

describe('Update Status by Store Order Number', () => {
	const change = async (storeNumber: string, state: unknown, own: IDataObject = {}) =>
		(
			await run('salesOrder', 'changeSituationByStoreNumber', {
				storeNumber,
				state: state as string,
				mapping: { states: [row('Entregue', String(fulfilled)), row('Em trânsito', '15')] },
				neverLeave: ['12'],
				...own,
			})
		).outputs;

	test('moves the order to the situation of its state, and says so where it is there already', async () => {
		const id = await place('LOJA-1');
		const [[moved], refused] = await change('LOJA-1', ' ENTREGUE');
		expect(moved).toMatchObject({
			storeNumber: 'LOJA-1',
			orderId: Number(id),
			previousSituationId: open,
			situationId: fulfilled,
			changed: true,
		});
		expect(refused).toEqual([]);
		expect(await situationOf(id)).toBe(fulfilled);
		const before = await writes();
		expect(await change('LOJA-1', 'Entregue')).toMatchObject([[{ changed: false, reason: 'alreadyThere' }], []]);
		expect(await writes()).toBe(before);
	});

	test('a state without a row changes nothing, null neither, and Bling is not asked', async () => {
		const asked = async () =>
			((await sandbox.read('/sandbox/bling/requests?limit=1000&path=pedidos')) as { requests: unknown[] }).requests.length;
		const before = await asked();
		expect(await change('LOJA-1', 'Criado')).toEqual([[], []]);
		expect(await change('LOJA-1', '={{ null }}')).toEqual([[], []]);
		expect(await asked()).toBe(before);
	});

	test('what cannot be moved leaves through its own output, with the reason in a sentence', async () => {
		await place('LOJA-2');
		await place('LOJA-2');
		const gone = await place('LOJA-3');
		await run('salesOrder', 'changeSituation', { orderId: gone, situationId: String(cancelled) });
		const before = await writes();
		expect(await change('LOJA-0', 'Entregue')).toMatchObject([
			[],
			[{ reason: 'notFound', explanation: 'Não há pedido no Bling com o número da loja LOJA-0.' }],
		]);
		expect(await change('LOJA-2', 'Entregue')).toMatchObject([
			[],
			[{ reason: 'foundTwice', orderIds: [expect.anything(), expect.anything()] }],
		]);
		expect(await change('LOJA-3', 'Entregue')).toMatchObject([[], [{ reason: 'neverLeave', previousSituationId: cancelled }]]);
		expect(await writes()).toBe(before);
		expect(await change('LOJA-3', 'Entregue', { neverLeave: [] })).toMatchObject([[{ changed: true }], []]);
	});

	test.each([
		['no row', 'Entregue', { mapping: {} }, 'The field "Status by State" has no row'],
		[
			'a state twice',
			'Entregue',
			{ mapping: { states: [row('Entregue', '9'), row('entregue ', '6')] } },
			'The field "State" in row 2 repeats the state of an earlier row',
		],
		[
			'a row without situation',
			'Entregue',
			{ mapping: { states: [row('Entregue', '')] } },
			'The field "Status (Situação)" in row 1 is empty',
		],
		[
			'a situation of another account',
			'Entregue',
			{ mapping: { states: [row('Entregue', '777')] } },
			'is not a status of sales orders in this account: 777',
		],
		['a state that is an expression without result', '={{ $json.nothing }}', {}, 'The field "State" is empty'],
		['an empty state', '', {}, 'The field "State" is empty'],
	])('%s is refused before anything is read or written', async (_, state, own, message) => {
		const before = await writes();
		expect((await refusalOf(change('LOJA-1', state, own))).message).toContain(message);
		expect(await writes()).toBe(before);
	});
});

describe('the rules', () => {
	const order = (id: number, valor?: number) => ({ id: 1, numero: '1', numeroLoja: 'L', situacao: { id, valor } });

	test('an own situation that counts as cancelled is left no more than "Cancelado"', () => {
		expect(moveOf([order(7001, 2)], fulfilled, [cancelled]).kind).toBe('neverLeave');
		expect(moveOf([order(7001, 2)], fulfilled, []).kind).toBe('change');
		expect(moveOf([order(7001, 3)], fulfilled, [cancelled]).kind).toBe('change');
		expect(moveOf([order(7002)], fulfilled, [7002]).kind).toBe('neverLeave');
	});

	test('states are told apart by their words alone', () => {
		const mapping = [
			{ state: 'Entregue', situationId: 9 },
			{ state: 'Em trânsito', situationId: 15 },
		];
		expect(['entregue', ' EM TRÂNSITO ', 'Criado'].map((state) => situationFor(mapping, state))).toEqual([9, 15, undefined]);
		expect(repeatedRow(mapping)).toBe(-1);
	});
});

describe('Get State by Store Order Number', () => {
	const stateOf = async (storeNumber: string, own: IDataObject = {}) =>
		(await run('salesOrder', 'getStateByStoreNumber', { storeNumber, shippedSituations: ['9'], onlyChanges: false, ...own })).outputs;

	test('missing, open, invoiced, and open again once the invoice is cancelled', async () => {
		expect(await stateOf('FALTA')).toMatchObject([[{ storeNumber: 'FALTA', found: 0 }], [], []]);
		const order = await place('ESTADO');
		expect(await stateOf('ESTADO')).toMatchObject([
			[],
			[],
			[{ orderId: Number(order), invoiced: false, shipped: false, cancelled: false }],
		]);
		const { id: company } = await world();
		const { id: invoice } = await sandbox.act('create-invoice', { company, order, kind: 'nfe' });
		expect(await stateOf('ESTADO')).toMatchObject([[], [{ invoiced: true, explanation: expect.stringMatching(/foi faturado\.$/) }], []]);
		await sandbox.act('invoice-situation', { company, invoice: String(invoice), situation: 2 });
		expect(await stateOf('ESTADO')).toMatchObject([[], [], [{ invoiced: false }]]);
		await run('salesOrder', 'changeSituation', { orderId: order, situationId: '9' });
		expect(await stateOf('ESTADO')).toMatchObject([[], [{ shipped: true, explanation: expect.stringMatching(/foi despachado\.$/) }], []]);
		expect((await stateOf('ESTADO', { shippedSituations: [] }))[2]).toHaveLength(1);
	});

	test('of two orders with one number the one that is on its way counts; a consumer invoice is one too', async () => {
		await place('DOIS');
		const second = await place('DOIS');
		const { id: company } = await world();
		await sandbox.act('create-invoice', { company, order: second, kind: 'nfce' });
		expect(await stateOf('DOIS')).toMatchObject([[], [{ orderId: Number(second), found: 2, invoiced: true }], []]);
	});
});
