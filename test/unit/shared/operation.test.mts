import type { IDataObject, INode } from 'n8n-workflow';
import { NodeHelpers, NodeOperationError, UnexpectedError } from 'n8n-workflow';

import { apiFailure } from '../../../nodes/shared/http/apiFailure';
import type { Call, Output } from '../../../nodes/shared/operations/operation';
import { Items, Outputs, resourceOutputs, resourceProperties, runOperations } from '../../../nodes/shared/operations/operation';
import { callExecute, executeContextOf, workflowOf } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';

const items = [{ json: { given: 1 } }, { json: { given: 2 } }];

async function outputOf(
	run: (call: Call<undefined>) => Output | Promise<Output>,
	{ continueOnFail = false, parameters = {} as IDataObject } = {},
) {
	const operation = {
		name: 'Do It',
		value: 'doIt',
		action: 'Do it',
		description: '',
		fields: [],
		run: async (call: Call<undefined>) => await run(call),
	};
	const target = placeOperations([{ name: 'A Thing', value: 'aThing', operations: [operation] }], {
		parameters: { resource: 'aThing', operation: 'doIt', ...parameters },
		continueOnFail,
	});
	return (await callExecute(target, items)).output;
}

test('an object is an item, a list one item each, whole items keep their binary data; each points to its input', async () => {
	const binary = { file: { data: '', mimeType: 'text/plain' } };
	const answers: Output[] = [{ one: 1 }, [{ two: 2 }, { three: 3 }]];
	expect(await outputOf(({ itemIndex }) => answers[itemIndex])).toEqual([
		{ json: { one: 1 }, pairedItem: { item: 0 } },
		{ json: { two: 2 }, pairedItem: { item: 1 } },
		{ json: { three: 3 }, pairedItem: { item: 1 } },
	]);
	expect(await outputOf(({ itemIndex }) => new Items([{ json: { itemIndex }, binary }]))).toEqual([
		{ json: { itemIndex: 0 }, binary, pairedItem: { item: 0 } },
		{ json: { itemIndex: 1 }, binary, pairedItem: { item: 1 } },
	]);
});

describe('an error', () => {
	const refused = ({ param, itemIndex }: Call<undefined>) =>
		itemIndex === 0 ? { done: true } : param.refuse('thing', 'is none', 'Ask again.');
	const broken = () => {
		throw new UnexpectedError('Something broke');
	};

	test('of the operation stands as it is', async () => {
		await expect(outputOf(refused)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The field "thing" is none',
			description: 'Ask again.',
			context: { itemIndex: 1 },
		});
		await expect(
			outputOf(({ context }) => {
				throw apiFailure(context.getNode(), { message: 'The vendor said no', description: 'Ask the vendor.', httpCode: '403' });
			}),
		).rejects.toMatchObject({ name: 'NodeApiError', message: 'The vendor said no', httpCode: '403' });
	});

	test('of another kind gets the number of its item', async () => {
		await expect(outputOf(broken)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'Something broke',
			context: { itemIndex: 0 },
		});
	});

	test('becomes the output of its item where the workflow goes on', async () => {
		expect(await outputOf(refused, { continueOnFail: true })).toEqual([
			{ json: { done: true }, pairedItem: { item: 0 } },
			{ json: { error: 'The field "thing" is none', description: 'Ask again.' }, pairedItem: { item: 1 } },
		]);
		expect((await outputOf(broken, { continueOnFail: true })).map(({ json }) => json)).toEqual(
			items.map(() => ({ error: 'Something broke', description: null })),
		);
	});
});

test('a failed item has nothing that n8n would not send to the error output, where there is one', async () => {
	const operation = {
		name: 'Do It',
		value: 'doIt',
		action: 'Do it',
		description: '',
		fields: [],
		run: async ({ param }: Call<undefined>) => param.refuse('thing', 'is none', 'Ask again.'),
	};
	const resources = [{ name: 'A Thing', value: 'aThing', operations: [operation] }];
	const context = executeContextOf(
		placeOperations(resources, { parameters: { resource: 'aThing', operation: 'doIt' }, continueOnFail: true }),
	);
	const node = context.getNode();
	Object.assign(context, { getNode: () => ({ ...node, onError: 'continueErrorOutput' }) });
	const message = 'The field "thing" is none';
	expect((await runOperations(context, resources, () => undefined))[0]).toEqual([
		{ json: { error: message, details: { message, description: 'Ask again.' } }, pairedItem: { item: 0 } },
	]);
});

test('an item of an error names nobody, whatever a field quoted', async () => {
	const run = async ({ param }: Call<undefined>) => await Promise.resolve(param.refuse('thing', 'is 111.444.777-35', 'Ask a@example.com.'));
	const operation = { name: 'Do It', value: 'doIt', action: 'Do it', description: '', fields: [], run };
	const resources = [{ name: 'A Thing', value: 'aThing', operations: [operation] }];
	const context = executeContextOf(
		placeOperations(resources, { parameters: { resource: 'aThing', operation: 'doIt' }, continueOnFail: true }),
	);
	expect((await runOperations(context, resources, () => undefined))[0][0].json).toEqual({
		error: 'The field "thing" is ***',
		description: expect.stringMatching(/^Ask \*\*\*/),
	});
});

test('that nothing was sent is told where both look for it', async () => {
	const fails = async ({ context }: Call<undefined>) => {
		const error = new NodeOperationError(context.getNode(), 'Not now');
		error.context.sent = false;
		return await Promise.reject(error);
	};
	const resources = [
		{
			name: 'A Thing',
			value: 'aThing',
			operations: [{ name: 'Do It', value: 'doIt', action: 'Do it', description: '', fields: [], run: fails }],
		},
	];
	const context = executeContextOf(
		placeOperations(resources, { parameters: { resource: 'aThing', operation: 'doIt' }, continueOnFail: true }),
	);
	const node = context.getNode();
	expect((await runOperations(context, resources, () => undefined))[0][0].json).toEqual({
		error: 'Not now',
		description: null,
		sent: false,
	});
	Object.assign(context, { getNode: () => ({ ...node, onError: 'continueErrorOutput' }) });
	expect((await runOperations(context, resources, () => undefined))[0][0].json).toEqual({
		error: 'Not now',
		details: { message: 'Not now', description: null, sent: false },
	});
});

test('150,000 items of one operation come out', async () => {
	const rows = Array.from({ length: 150_000 }, (_, index) => ({ index }));
	const output = await outputOf(({ itemIndex }) => (itemIndex === 0 ? rows : []));
	expect(output).toHaveLength(150_000);
	expect(output.at(-1)).toEqual({ json: { index: 149_999 }, pairedItem: { item: 0 } });
});

test('what is kept from AI agents is refused in the node that n8n makes of it for them, and nowhere else', async () => {
	const operations = [
		{ name: 'Get', value: 'get', action: 'Get', description: '', fields: [], run: async () => ({ got: true }) },
		{
			name: 'Erase',
			value: 'erase',
			action: 'Erase',
			description: '',
			fields: [],
			notForAgents: true,
			run: async () => ({ erased: true }),
		},
	];
	const run = async (operation: string, type: string) => {
		const context = executeContextOf(
			placeOperations([{ name: 'Thing', value: 'thing', operations }], { parameters: { resource: 'thing', operation } }),
		);
		const node = context.getNode();
		Object.assign(context, { getNode: () => ({ ...node, type }) });
		return (await runOperations(context, [{ name: 'Thing', value: 'thing', operations }], () => undefined))[0].map(({ json }) => json);
	};
	expect(await run('get', 'package.shopTool')).toEqual([{ got: true }]);
	expect(await run('erase', 'package.shop')).toEqual([{ erased: true }]);
	await expect(run('erase', 'package.shopTool')).rejects.toMatchObject({
		name: 'NodeOperationError',
		message: 'An AI agent may not use "Erase"',
		context: { itemIndex: 0 },
	});
});

describe('an operation with outputs of its own', () => {
	const plain = { name: 'Plain', value: 'plain', action: 'Be plain', description: '', fields: [], run: async () => ({ plain: true }) };
	const sort = {
		...plain,
		name: 'Sort',
		value: 'sort',
		outputs: ['Good', 'Bad', 'Worse'],
		run: async ({ itemIndex, param }: Call<undefined>) => {
			if (itemIndex === 1) return param.refuse('thing', 'is none', 'Ask again.');
			return new Outputs({ [itemIndex === 0 ? 'Worse' : 'Good']: [{ json: { itemIndex } }] });
		},
	};
	const resources = [{ name: 'Thing', value: 'thing', operations: [plain, sort] }];
	const run = async (operation: string, node: Partial<INode> = {}) => {
		const context = executeContextOf(placeOperations(resources, { parameters: { resource: 'thing', operation }, continueOnFail: true }));
		const placed = context.getNode();
		Object.assign(context, { getNode: () => ({ ...placed, ...node }), getInputData: () => [{ json: {} }, { json: {} }, { json: {} }] });
		return (await runOperations(context, resources, () => undefined)).map((items) =>
			items.map(({ json, pairedItem }) => [json, pairedItem]),
		);
	};
	/** What n8n shows and sends to, as it computes it. */
	const outputsIn = (operation: string, onError?: INode['onError']) => {
		const { workflow, node, type } = workflowOf(placeOperations(resources, { parameters: { resource: 'thing', operation } }));
		return NodeHelpers.getNodeOutputs(workflow, { ...node, onError }, type.description).map((output) =>
			typeof output === 'string' ? output : [output.type, output.displayName],
		);
	};

	test('shows them on the node, and the error output after them', () => {
		expect(outputsIn('plain')).toEqual(['main']);
		expect(outputsIn('plain', 'continueErrorOutput')).toEqual([
			['main', 'Success'],
			['main', 'Error'],
		]);
		const own = ['Good', 'Bad', 'Worse'].map((name) => ['main', name]);
		expect(outputsIn('sort')).toEqual(own);
		expect(outputsIn('sort', 'continueErrorOutput')).toEqual([...own, ['main', 'Error']]);
		expect(resourceOutputs([{ ...resources[0], operations: [plain] }])).toEqual(['main']);
	});

	test('sends each item to the one it names, a failed one to the first, from where n8n takes it', async () => {
		expect(await run('sort')).toEqual([
			[
				[{ error: 'The field "thing" is none', description: 'Ask again.' }, { item: 1 }],
				[{ itemIndex: 2 }, { item: 2 }],
			],
			[],
			[[{ itemIndex: 0 }, { item: 0 }]],
		]);
		const [first] = await run('sort', { onError: 'continueErrorOutput' });
		expect(Object.keys(first[0][0] as object)).toEqual(['error', 'details']);
		expect(await run('plain')).toHaveLength(1);
	});

	test('gives an agent, which sees the first output alone, all items', async () => {
		const [items, ...others] = await run('sort', { type: 'package.shopTool' });
		expect(items.map(([, from]) => from)).toEqual([{ item: 1 }, { item: 2 }, { item: 0 }]);
		expect(others).toEqual([]);
	});

	test('fails where it names one that it does not have', async () => {
		const wrong = { ...sort, run: async () => new Outputs({ Ugly: [] }) };
		const only = [{ ...resources[0], operations: [wrong] }];
		const context = executeContextOf(placeOperations(only, { parameters: { resource: 'thing', operation: 'sort' } }));
		await expect(runOperations(context, only, () => undefined)).rejects.toThrow('The operation has no output "Ugly"');
	});
});

test.each([[{ operation: 'undo' }, 'The operation "undo" of "aThing" does not exist']])(
	'a choice that is not in the lists (%j) is named',
	async (parameters, message) => {
		await expect(outputOf(() => ({}), { parameters })).rejects.toMatchObject({
			message,
			description: 'Open the node and choose a resource and an operation from the lists.',
			context: { itemIndex: 0 },
		});
	},
);

test('a large result does not run out of stack', async () => {
	const rows = Array.from({ length: 200_000 }, (_, id) => ({ id }));
	const target = placeOperations(
		[
			{
				name: 'Thing',
				value: 'thing',
				operations: [{ name: 'Do', value: 'do', action: 'Do', description: '', fields: [], run: async () => rows }],
			},
		],
		{ parameters: { resource: 'thing', operation: 'do' } },
	);
	expect((await callExecute(target, [{ json: {} }])).output).toHaveLength(200_000);
});

test('what an operation remembers is finished once after the last item, and not where the node failed', async () => {
	const finished: number[] = [];
	let failing = true;
	const target = (continueOnFail: boolean) =>
		placeOperations(
			[
				{
					name: 'Thing',
					value: 'thing',
					operations: [
						{
							name: 'Do',
							value: 'do',
							action: 'Do',
							description: '',
							fields: [],
							run: async ({ itemIndex }) =>
								itemIndex === 1 && failing ? await Promise.reject(new UnexpectedError('broken')) : { itemIndex },
							finish: async (_context, [output]) => (finished.push(output.length), [output.slice(1)]),
						},
					],
				},
			],
			{ parameters: { resource: 'thing', operation: 'do' }, continueOnFail },
		);
	await expect(callExecute(target(false), [{ json: {} }, { json: {} }])).rejects.toThrow('broken');
	expect(finished).toEqual([]);
	expect((await callExecute(target(true), [{ json: {} }, { json: {} }])).output).toHaveLength(1);
	failing = false;
	await callExecute(target(false), [{ json: {} }, { json: {} }]);
	expect(finished).toEqual([2, 2]);
});

test('what the editor shows of resources and operations: menus, fields where they belong, what is hidden from agents', () => {
	const operation = (name: string, value: string, notForAgents?: boolean, show?: Record<string, string[]>) => ({
		name,
		value,
		action: `${name} a thing`,
		description: `To ${name.toLowerCase()}`,
		notForAgents,
		fields: [{ displayName: 'Of', name: 'of', type: 'string' as const, default: '', ...(show ? { displayOptions: { show } } : {}) }],
		run: async () => ({}),
	});
	expect(
		resourceProperties([
			{ name: 'API Call (Own)', value: 'apiCallOwn', operations: [operation('Request', 'request', true)] },
			{
				name: 'Sales Order',
				value: 'salesOrder',
				operations: [operation('Get Many', 'getMany', false, { filter: ['on'] }), operation('Delete', 'delete', true)],
			},
		]),
	).toMatchSnapshot();
});
