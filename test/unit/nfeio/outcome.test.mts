import { jest } from '@jest/globals';
import type { IDataObject, INodeExecutionData, WorkflowExecuteMode } from 'n8n-workflow';

import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { factsOf } from '../../../nodes/NfeIo/outcome/facts';
import { noticeOf } from '../../../nodes/NfeIo/outcome/notice';
import type { Outcome } from '../../../nodes/NfeIo/outcome/outcome';
import { isAuthorized, outcomeOf, outcomes } from '../../../nodes/NfeIo/outcome/outcome';
import { until } from '../sandbox/support.mts';
import { callExecute, place } from '../support/contexts.mts';
import { useProcessedTable } from '../support/processed.mts';
import { openSandbox } from './support.mts';
import type { NfeIoSandbox } from './support.mts';

useProcessedTable();

describe('what an invoice has come to', () => {
	const cases: Array<[says: string, action: string, status: string | undefined, flowStatus: string | number | undefined, is: unknown]> = [
		['issued', 'issued_successfully', 'Issued', 'Issued', 'issued'],
		['goods have no flow', 'issued_successfully', 'Issued', undefined, 'issued'],
		['in contingency it is issued', 'issued_successfully', 'IssuedContingency', undefined, 'issued'],
		['the bare event', 'issued', 'Issued', 1, 'issued'],
		['only the PDF failed', 'issued_failed', 'Issued', 'IssueFailed', 'issuedWithoutPdf'],
		['the same as a number', 'issued_failed', 'Issued', -1, 'issuedWithoutPdf'],
		['a failure that has been overcome', 'issued_failed', 'Issued', 'Issued', 'issued'],
		['wrong data', 'issued_error', 'Error', 'IssueFailed', 'refused'],
		['a technical failure', 'issued_failed', 'Error', 'IssueFailed', 'refused'],
		['a refusal that the invoice does not confirm', 'issued_error', 'Created', undefined, 'contradicted'],
		['goods that are issued again by now', 'issued_error', 'Processing', undefined, 'contradicted'],
		['a failure of what is sent again', 'issued_failed', 'Created', 'WaitingSend', 'contradicted'],
		['a refusal in a state that nobody has seen', 'issued_error', 'Archived', undefined, { unknown: 'Archived' }],
		['a refused cancellation in such a state', 'cancelled_error', 'Archived', undefined, { unknown: 'Archived' }],
		['a cancellation in no state', 'cancelled_successfully', undefined, undefined, { unknown: '' }],
		['a cancellation of what is not issued yet', 'cancelled_failed', 'Processing', undefined, 'contradicted'],
		[
			'a late refusal of what was issued: it could not be cancelled',
			'issued_error',
			'Error',
			'CancelFailed',
			{ unknown: 'Error, CancelFailed' },
		],
		['a cancellation failed, and the invoice is in error', 'cancelled_failed', 'Error', 'CancelFailed', 'cancellationRefused'],
		['the flow alone tells', 'issued', 'None', 'IssueFailed', 'refused'],
		['the flow "Error"', 'issued', 'None', 'Error', 'refused'],
		['SEFAZ denied it', 'issued', 'IssueDenied', undefined, 'refused'],
		['cancelled', 'cancelled_successfully', 'Cancelled', 'Cancelled', 'cancelled'],
		['cancelled, by the event alone', 'cancelled_successfully', 'Issued', undefined, 'cancelled'],
		['a late event of an invoice that is cancelled by now', 'issued_successfully', 'Cancelled', undefined, 'cancelled'],
		['a refused cancellation that succeeded later', 'cancelled_error', 'Cancelled', 'Cancelled', 'cancelled'],
		['a cancellation refused', 'cancelled_error', 'Issued', 'CancelFailed', 'cancellationRefused'],
		['a cancellation failed', 'cancelled_failed', 'Issued', -2, 'cancellationRefused'],
		['of goods', 'cancelled_error', 'Issued', undefined, 'cancellationRefused'],
		['the bare event, refused', 'cancelled', 'Issued', 'CancelFailed', 'cancellationRefused'],
		['the bare event, still waiting', 'cancelled', 'Issued', 'WaitingReturnCancel', 'contradicted'],
		['a late event of issuing, after a refused cancellation', 'issued_successfully', 'Issued', 'CancelFailed', 'issued'],
		['pulled from the city hall', 'pulled', 'Issued', 'PullFromCityHall', 'issued'],
		['still under way', 'pulled', 'Created', 'WaitingReturn', 'underWay'],
		['an event that the invoice does not confirm yet', 'issued_successfully', 'Created', 'WaitingDownload', 'contradicted'],
		['a state that nobody has seen', 'issued', 'Archived', undefined, { unknown: 'Archived' }],
		['no state', 'issued', undefined, undefined, { unknown: '' }],
	];
	test.each(cases)('%s: %s, %s, %s', (_says, action, status, flowStatus, is) => {
		expect(outcomeOf(action, { status, flowStatus })).toEqual(is);
	});
});

test('a failed cancellation says that the invoice is authorized only where it is', () => {
	const told = { outcome: 'cancellationRefused', action: 'cancelled_failed', kind: 'NF-e', reason: null } as const;
	const textOf = (status: string) =>
		noticeOf({ ...told, invoice: '1', order: null, company: 'Loja', isAuthorized: isAuthorized({ status }) }).texto;
	expect(textOf('Issued')).toMatch(/continua autorizada/);
	expect(textOf('Error')).not.toMatch(/autorizada/);
	expect(textOf('Error')).toMatch(/com erro: confira na NFE\.io se ela é válida/);
});

test('a reason names no person', () => {
	const reasonOf = (flowMessage: string, borrower: object = {}) => factsOf({ flowMessage, borrower }).flowMessage;
	expect(reasonOf('CPF 123.456.789-09 de Maria Exemplo não encontrado', { name: 'Maria Exemplo' })).toBe('CPF *** de *** não encontrado');
	expect(reasonOf('E-mail maria@example.com inválido, fone (11) 98765-4321')).toBe('E-mail *** inválido, fone ***');
	expect(reasonOf('Tomador MARIA  DA\nSILVA inválido', { name: ' Maria da Silva' })).toBe('Tomador *** inválido');
	expect(reasonOf('Tomador JOSÉ (ME) inválido', { name: 'José  (ME)' })).toBe('Tomador *** inválido');
	expect(reasonOf('E160: serviço fora da lista do município', { name: 'do' })).toBe('E160: serviço fora da lista do município');
	expect(factsOf({ flowMessage: '', authorization: { message: 'Rejeição 539, CPF 123.456.789-09' } })).toMatchObject({
		flowMessage: null,
		authorization: 'Rejeição 539, CPF ***',
	});
	expect(factsOf({})).toMatchObject({ flowMessage: null, authorization: null });
});

describe('Get Outcome', () => {
	let vendor: NfeIoSandbox;
	let company: string;
	beforeEach(async () => {
		vendor = await openSandbox();
		await vendor.act('settings', { stepSeconds: 0 });
		company = (await vendor.state()).account.companies[0].id;
	});
	afterEach(async () => await vendor.close());

	const placed = (parameters: IDataObject = {}) =>
		place({
			type: new NfeIo(),
			credentials: { nfeIoApi: vendor.credential },
			parameters: { resource: 'invoice', operation: 'getOutcome', ...parameters },
			authenticate: vendor.authenticate,
		});
	const delivery = (event: string, reference: string, own: IDataObject = {}) => ({ json: { event, reference, account: company, ...own } });
	/** What leaves the node, by the output's name. */
	async function give(target: ReturnType<typeof placed>, items: INodeExecutionData[], mode: WorkflowExecuteMode = 'webhook') {
		const { outputs } = await callExecute(target, items, mode);
		return Object.values(outcomes).flatMap((name, index) => outputs[index].map((item) => ({ ...item, name })));
	}
	async function issue(outcome = 'issued', own: IDataObject = {}): Promise<string> {
		const { id } = await vendor.act('issue-service-invoice', { company, outcome, externalId: 'pedido-1', ...own });
		if (outcome !== 'stuck') await ended(id);
		return id;
	}
	const ended = async (id: string) =>
		await until(async () => {
			const { flowStatus } = (await vendor.state()).serviceInvoices.find((one: { id: string }) => one.id === id);
			return !flowStatus.startsWith('Waiting');
		});
	async function cancel(id: string, outcome: string) {
		await vendor.act('cancel-service-invoice', { company, id, outcome });
		await ended(id);
	}
	async function goods(kind: string, outcome: string, id = ''): Promise<string> {
		return (await vendor.act('issue-product-invoice', { company, kind, outcome, id })).id;
	}

	test('an issued service invoice: number, order, the real name of the company, PDF and XML', async () => {
		const id = await issue();
		const [{ name, json, binary, pairedItem }, ...others] = await give(placed(), [delivery('service_invoice.issued_successfully', id)]);
		expect([name, others, pairedItem]).toEqual(['Issued', [], { item: 0 }]);
		expect(json).toEqual({
			id: `${id}|issued`,
			outcome: 'issued',
			kind: 'NFS-e',
			invoiceId: id,
			number: '1',
			externalId: 'pedido-1',
			companyId: company,
			companyName: 'Oficina Exemplo Ltda',
			reason: null,
			changedAt: expect.stringMatching(/Z$/),
			titulo: 'NFS-e emitida',
			texto: 'Pedido: pedido-1\nNota: 1\nEmpresa: Oficina Exemplo Ltda',
			gravidade: 'informacao',
		});
		expect([binary?.pdf, binary?.xml]).toMatchObject([
			{ fileName: `${id}.pdf`, mimeType: 'application/pdf', data: expect.stringMatching(/^JVBERi0/) },
			{ fileName: `${id}.xml`, mimeType: 'application/xml' },
		]);
	});

	test('goods too, of which no delivery names the company', async () => {
		const [second] = (await vendor.state()).account.companies.slice(1);
		for (const [kind, label] of [
			['product', 'NF-e'],
			['consumer', 'NFC-e'],
		]) {
			const { id } = await vendor.act('issue-product-invoice', { company: second.id, kind, outcome: 'issued_successfully' });
			const [{ name, json, binary }] = await give(placed(), [delivery(`${kind}_invoice.issued_successfully`, id, { account: null })]);
			expect([name, json.kind, json.companyName]).toEqual(['Issued', label, 'Loja Exemplo de Peças Ltda']);
			expect(Object.keys(binary ?? {})).toEqual(['pdf', 'xml']);
		}
	});

	test.each<[outcome: Outcome, prepare: () => Promise<[event: string, id: string]>, titulo: string, texto: RegExp]>([
		[
			'refused',
			async () => ['service_invoice.issued_error', await issue('rejected')],
			'Corrigir: NFS-e não emitida',
			/^Motivo: E160: serviço fora da lista do município \(dados rejeitados\)\nCorrija os dados/,
		],
		[
			'refused',
			async () => ['service_invoice.issued_failed', await issue('failed')],
			'Corrigir: NFS-e não emitida',
			/^Motivo: max retry reached on send stage \(problema técnico/,
		],
		[
			'refused',
			async () => ['consumer_invoice.issued_error', await goods('consumer', 'issued_error')],
			'Corrigir: NFC-e não emitida',
			/^Motivo: A NFE\.io não informou o motivo \(dados rejeitados\)/,
		],
		[
			'issuedWithoutPdf',
			async () => ['service_invoice.issued_failed', await issue('download-failed')],
			'NFS-e emitida, mas sem PDF',
			/não emita de novo\. Só o PDF não pôde ser obtido \(max retry reached on download stage\)/,
		],
		[
			'cancellationRefused',
			async () => {
				const id = await issue();
				await cancel(id, 'rejected');
				return ['service_invoice.cancelled_error', id];
			},
			'NFS-e não cancelada',
			/continua autorizada\. Motivo: E079: prazo de cancelamento vencido/,
		],
		[
			'cancellationRefused',
			async () => {
				const id = await goods('product', 'issued_successfully');
				return ['product_invoice.cancelled_error', await goods('product', 'cancelled_error', id)];
			},
			'NF-e não cancelada',
			/continua autorizada\. Motivo: A NFE\.io não informou/,
		],
		[
			'cancelled',
			async () => {
				const id = await issue();
				await cancel(id, 'cancelled');
				return ['service_invoice.cancelled_successfully', id];
			},
			'NFS-e cancelada',
			/^Pedido: pedido-1\nNota: 1/,
		],
	])('%s leaves through its own output, without documents', async (outcome, prepare, titulo, texto) => {
		const [event, id] = await prepare();
		const [{ name, json, binary }] = await give(placed(), [delivery(event, id)]);
		expect([name, json.outcome, json.titulo, binary]).toEqual([outcomes[outcome], outcome, titulo, undefined]);
		expect(json.texto).toMatch(texto);
	});

	test('each outcome leaves once: not for the same delivery, another event of it, or twice in one run', async () => {
		const id = await issue();
		const node = placed();
		const names = async (event: string, own: IDataObject = {}) => (await give(node, [delivery(event, id, own)])).map(({ name }) => name);
		const both = [delivery('service_invoice.issued_successfully', id), delivery('service_invoice.issued', id)];
		expect((await give(node, both)).map(({ name }) => name)).toEqual(['Issued']);
		expect(await names('service_invoice.issued_successfully')).toEqual([]);
		await cancel(id, 'rejected');
		expect(await names('service_invoice.cancelled_error')).toEqual(['Cancellation Refused']);
		expect(await names('service_invoice.issued_successfully')).toEqual([]);
		await cancel(id, 'cancelled');
		expect(await names('service_invoice.cancelled_successfully')).toEqual(['Cancelled']);
		expect(await names('service_invoice.issued_successfully')).toEqual([]);
	});

	test('a second refused cancellation is told too, each once', async () => {
		const id = await issue();
		const node = placed();
		const names = async (event: string) => (await give(node, [delivery(event, id)])).map(({ name }) => name);
		for (const _attempt of [1, 2]) {
			await cancel(id, 'rejected');
			expect(await names('service_invoice.cancelled_error')).toEqual(['Cancellation Refused']);
			expect(await names('service_invoice.cancelled')).toEqual([]);
		}
	});

	test('what was sent again, and the same once more in one run, leaves once', async () => {
		const node = placed();
		const id = await issue();
		await give(node, [delivery('service_invoice.issued', id)]);
		for (const marks of [
			[true, false],
			[false, true],
			[true, true],
		]) {
			const items = marks.map((redelivery) => delivery('service_invoice.issued', id, { redelivery }));
			expect((await give(node, items)).map(({ name }) => name)).toEqual(['Issued']);
		}
	});

	test('what is sent again on purpose, as a crash may have lost it, leaves again, and counts as given', async () => {
		const node = placed();
		const id = await issue();
		const names = async (redelivery: boolean) =>
			(await give(node, [delivery('service_invoice.issued', id, { redelivery })])).map(({ name }) => name);
		expect(await names(true)).toEqual(['Issued']);
		expect(await names(false)).toEqual([]);
		expect(await names(true)).toEqual(['Issued']);
	});

	test.each<[string, IDataObject, WorkflowExecuteMode]>([
		['a manual run', {}, 'manual'],
		['a retry', {}, 'retry'],
		['Only New off', { options: { onlyNew: false } }, 'webhook'],
	])('%s shows it again', async (_name, parameters, mode) => {
		const node = placed(parameters);
		const items = [delivery('service_invoice.issued', await issue())];
		expect([(await give(node, items, mode)).length, (await give(node, items, mode)).length]).toEqual([1, 1]);
	});

	test('what a retry gave is not given by a later delivery; what a manual run showed is', async () => {
		for (const [mode, later] of [
			['retry', 0],
			['manual', 1],
		] as const) {
			const node = placed();
			const items = [delivery('service_invoice.issued', await issue())];
			expect(await give(node, items, mode)).toHaveLength(1);
			expect(await give(node, items)).toHaveLength(later);
		}
	});

	test('where one item fails nothing leaves, and nothing is remembered', async () => {
		const id = await issue();
		const node = placed();
		const items = [delivery('service_invoice.issued', id), delivery('service_invoice.issued', 'ffffffffffffffffffffffff')];
		await expect(give(node, items)).rejects.toMatchObject({
			message: expect.stringContaining('The field "Invoice ID" is the ID of an invoice that NFE.io does not have in the company'),
			context: { itemIndex: 1 },
		});
		expect((await give(node, items.slice(0, 1))).map(({ name }) => name)).toEqual(['Issued']);
	});

	test('with "Continue On Fail" what failed for want of its documents is not remembered', async () => {
		const id = await issue();
		let broken = true;
		const authenticate: typeof vendor.authenticate = (credential, options) =>
			broken && options.url.endsWith('/xml') ? options : vendor.authenticate(credential, options);
		const node = { ...placed(), continueOnFail: true, authenticate };
		const names = async () => (await give(node, [delivery('service_invoice.issued', id)])).map(({ json }) => json.outcome ?? json.error);
		expect(await names()).toEqual([expect.stringContaining('401')]);
		broken = false;
		expect(await names()).toEqual(['issued']);
	});

	test('without documents and with the address, where it is asked so', async () => {
		const options = { attachFiles: false, customerEmail: true };
		const given = async (email: string) => {
			const [{ json, binary }] = await give(placed({ options }), [delivery('service_invoice.issued', await issue('issued', { email }))]);
			expect(binary).toBeUndefined();
			return [json.email, json.emailProblem, json.titulo, String(json.texto).split('\n')[0]];
		};
		expect(await given('cliente@example.com')).toEqual(['cliente@example.com', null, 'NFS-e emitida', 'Pedido: pedido-1']);
		expect(await given('')).toEqual([
			null,
			'empty',
			'NFS-e emitida, mas não enviada',
			'O tomador não tem e-mail na nota. Envie o PDF e o XML você mesmo.',
		]);
		for (const email of ['a@example.com, b@example.com', 'a@example.com\nb@example.com', 'A <b@example.com>']) {
			expect(await given(email)).toEqual([
				null,
				'several',
				'NFS-e emitida, mas não enviada',
				expect.stringMatching(/mais de um e-mail do tomador/),
			]);
		}
	});

	test('what is under way gives nothing; what the event contradicts, and what is no invoice, is refused', async () => {
		const id = await issue('stuck');
		expect(await give(placed(), [delivery('service_invoice.pulled', id)])).toEqual([]);
		await expect(give(placed(), [delivery('service_invoice.issued_successfully', id)])).rejects.toThrow(
			/The field "Event" says that the invoice \w+ is finished .* still shows it in progress/,
		);
		await expect(give(placed(), [delivery('ping', id)])).rejects.toThrow('The field "Event" is not an invoice event: "ping"');
		await expect(give(placed(), [{ json: {} }])).rejects.toThrow('The field "Event" is empty');
		await expect(give(placed(), [delivery('service_invoice.issued', 'x/../y')])).rejects.toThrow(
			'The field "Invoice ID" is not an NFE.io ID',
		);
		await expect(give(placed(), [delivery('service_invoice.issued', id, { account: 'Minha conta' })])).rejects.toThrow(
			'The field "Company" is not an ID',
		);
	});
});

test('List Waiting: of all companies, older than some hours, without persons', async () => {
	const vendor = await openSandbox();
	try {
		const [first, second] = (await vendor.state()).account.companies;
		const make = async (company: string, outcome: string) =>
			(await vendor.act('issue-service-invoice', { company, outcome, externalId: `de-${company}` })).id;
		const ids = [await make(first.id, 'stuck'), await make(second.id, 'stuck')];
		const list = async (hours: number) => (await vendor.run('invoice', 'listWaiting', { hours, days: 30 })).output.map(({ json }) => json);
		expect(await list(4)).toEqual([]);
		await expect(list(-1)).rejects.toThrow('The field "Hours" is below 0: -1');
		const { now } = Date;
		const later = jest.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + 5 * 3_600_000);
		const found = await list(4);
		later.mockRestore();
		expect(found.map(({ invoiceId, companyName }) => [invoiceId, companyName])).toEqual([
			[ids[0], first.name],
			[ids[1], second.name],
		]);
		expect(found[0]).toEqual({
			waitingHours: expect.any(Number),
			flowStatus: expect.stringMatching(/^Waiting/),
			invoiceId: ids[0],
			number: null,
			externalId: `de-${first.id}`,
			companyId: first.id,
			companyName: first.name,
			texto: expect.stringMatching(new RegExp(`^Pendente há -?\\d+ h \\(Waiting\\w+\\): de-${first.id}, ${first.name}$`)),
		});
	} finally {
		await vendor.close();
	}
});
