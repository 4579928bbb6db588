import { readFileSync } from 'node:fs';

import { outcomes } from '../../../nodes/NfeIo/outcome/outcome';
import { Editor } from './consultant.mts';
import type { Workflow } from './rules.mts';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../workflows/${file}`, import.meta.url), 'utf8')) as Workflow;
const open = () => new Editor(read('nfeio-resultado-da-nota.json'));

const slack = { type: 'n8n-nodes-base.slack', typeVersion: 2.3, parameters: { select: 'channel', text: '={{ $json.texto }}' } };
const without = { authentication: 'none' };
const cancelled = Object.values(outcomes).indexOf('Cancelled');

test.each<[change: string, edited: Editor]>([
	['another channel for all notices', new Editor(read('avisar.json')).swap('E-mail', slack)],
	['cancellations told too', open().connect('Desfecho', cancelled, 'Aviso')],
	[
		'issued invoices told in a channel of their own',
		open()
			.add({ name: 'Slack', ...slack })
			.connect('Desfecho', 0, 'Slack'),
	],
	['another authentication at the own system', open().set('Enviar ao sistema', without).set('Cancelamento ao sistema', without)],
	[
		'a second account of NFE.io',
		open()
			.double('Desfecho', 'Desfecho da segunda conta')
			.double('NFE.io Trigger', 'NFE.io Trigger da segunda conta')
			.disconnect('NFE.io Trigger da segunda conta')
			.connect('NFE.io Trigger da segunda conta', 0, 'Desfecho da segunda conta'),
	],
])('%s: at most two nodes are touched, and the workflow keeps its rules', (_change, { touched, faults }) => {
	expect(touched.length).toBeLessThanOrEqual(2);
	expect(faults).toEqual([]);
});

test('every outcome leads somewhere, by the output that the node gives it', () => {
	const lines = read('nfeio-resultado-da-nota.json').connections.Desfecho.main ?? [];
	const targets = Object.fromEntries(Object.values(outcomes).map((name, index) => [name, (lines[index] ?? []).map(({ node }) => node)]));
	expect(targets).toEqual({
		Issued: ['Enviar ao sistema', 'E-mail ao cliente'],
		'Issued without PDF': ['Aviso'],
		Refused: ['Aviso'],
		Cancelled: ['Cancelamento ao sistema'],
		'Cancellation Refused': ['Aviso'],
	});
	expect(lines).toHaveLength(Object.keys(outcomes).length);
});
