import { readFileSync } from 'node:fs';

import { changeByStoreNumber } from '../../../nodes/Bling/resources/salesOrder/changeByStoreNumber';
import { stateByStoreNumber } from '../../../nodes/Bling/resources/salesOrder/stateByStoreNumber';
import { Editor } from './consultant.mts';
import type { Workflow } from './rules.mts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../workflows/${file}`, import.meta.url), 'utf8')) as Workflow;
const [freight, shop, orders, firstSteps] = [
	'intelipost-rastreio.json',
	'iset-pedidos-sem-bling.json',
	'pedido-da-loja-para-o-bling.json',
	'bling-primeiros-passos.json',
].map(read);
const open = (workflow: Workflow) => new Editor(workflow);

const telegram = { type: 'n8n-nodes-base.telegram', typeVersion: 1.2, parameters: { chatId: '1', text: '={{ $json.texto }}' } };
const row = (mappedState: string, value: string) => ({ mappedState, situationId: { __rl: true, mode: 'list', value } });

test.each<[change: string, edited: Editor]>([
	['another channel for all notices', open(read('avisar.json')).swap('E-mail', telegram)],
	[
		'one more situation',
		open(freight).set('Bling: mudar a situação', { mapping: { states: [row('Entregue', '9'), row('Despachado', '15')] } }),
	],
	['orders that were moved told too', open(freight).connect('Bling: mudar a situação', 0, 'Ainda não avisado')],
	[
		'the orders of another Bling account moved as well',
		open(freight).double('Bling: mudar a situação', 'Bling: segunda conta').connect('É entrega ao cliente?', 0, 'Bling: segunda conta'),
	],
	['a list of what is late at another hour', open(freight).set('Toda manhã', { rule: { interval: [{ triggerAtHour: 9 }] } })],
	['orders of a shop with a prefix', open(shop).set('Bling: chegou?', {}).set('Bling: cancelado', {})],
	['another word for cancelled', open(shop).set('iSET Trigger', { options: { onlyStatuses: 'Cancelado, Estornado' } })],
	['cancelled orders that are still open told too', open(shop).connect('Bling: cancelado', 2, 'Aviso')],
	[
		'a second Bling account that orders may be in',
		open(shop).double('Bling: chegou?', 'Bling: segunda conta').connect('Esperar a integração', 0, 'Bling: segunda conta'),
	],
	['orders that were created told too', open(orders).connect('Bling: pedido', 0, 'Aviso')],
	[
		'orders from a form instead of a webhook',
		open(orders)
			.swap('Pedido da loja', { type: 'n8n-nodes-base.formTrigger', typeVersion: 2.2, parameters: { formTitle: 'Pedido' } })
			.set('Pedido simples', {}),
	],
	[
		'orders in a system of the shop as the first step',
		open(firstSteps).swap('Seu próximo passo', {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: { url: 'https://loja.example.com' },
		}),
	],
])('%s: at most two nodes are touched, and the workflow keeps its rules', (_change, { touched, faults }) => {
	expect(touched.length).toBeLessThanOrEqual(2);
	expect(faults).toEqual([]);
});

const targetsOf = ({ connections }: Workflow, name: string, outputs: readonly string[] = []) =>
	Object.fromEntries(outputs.map((output, index) => [output, (connections[name]?.main?.[index] ?? []).map(({ node }) => node)]));

test('each output leads where its name says', () => {
	expect(targetsOf(freight, 'Bling: mudar a situação', changeByStoreNumber.outputs)).toEqual({
		Changed: [],
		'Not Possible': ['Ainda não avisado'],
	});
	expect(targetsOf(shop, 'Bling: chegou?', stateByStoreNumber.outputs)).toEqual({
		Missing: ['Aviso'],
		'Invoiced or Shipped': [],
		Open: [],
	});
	expect(targetsOf(shop, 'Bling: cancelado', stateByStoreNumber.outputs)).toEqual({
		Missing: [],
		'Invoiced or Shipped': ['Aviso'],
		Open: [],
	});
});

test.each([
	['freight', freight, 12],
	['shop', shop, 8],
	['orders', orders, 12],
	['first steps', firstSteps, 2],
])('%s: few nodes, short expressions', (_, { nodes }, limit) => {
	const functional = nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	expect(functional.length).toBeLessThanOrEqual(limit);
	const expressions = functional.flatMap(({ parameters }) => JSON.stringify(parameters).match(/"=(\\.|[^"])*"/g) ?? []);
	expect(expressions.filter((expression) => expression.length > 160)).toEqual([]);
});
