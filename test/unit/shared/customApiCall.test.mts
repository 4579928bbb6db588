import type { IDataObject } from 'n8n-workflow';

import { customApiCall } from '../../../nodes/shared/operations/customApiCall';
import { callExecute } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';

async function request(parameters: IDataObject, { answer }: { answer: unknown } = { answer: {} }) {
	const sent: unknown[] = [];
	const resource = customApiCall<undefined>({
		below: '/v1',
		placeholder: '',
		send: async (_call, given) => {
			sent.push(given);
			return answer;
		},
	});
	const target = placeOperations([resource], {
		parameters: { resource: 'customApiCall', operation: 'request', path: '/things', query: '{}', body: '{}', ...parameters },
	});
	const output = (await callExecute(target, [{ json: {} }])).output.map(({ json }) => json);
	return { sent, output };
}

test.each<[string, IDataObject, object]>([
	['without a body', { method: 'POST' }, { method: 'POST', path: '/things', query: {} }],
	[
		'with an object',
		{ method: 'PUT', body: '{"a": 1}', query: '{"q": 2}' },
		{ method: 'PUT', path: '/things', query: { q: 2 }, body: { a: 1 } },
	],
	['with a list', { method: 'PATCH', body: '[{"a": 1}]' }, { method: 'PATCH', path: '/things', query: {}, body: [{ a: 1 }] }],
	['with an empty list, which is a body', { method: 'DELETE', body: '[]' }, { method: 'DELETE', path: '/things', query: {}, body: [] }],
	[
		'a GET, which has no body',
		{ method: 'GET', path: ' /a.b/C_1~x-2/ ', body: '{"a": 1}' },
		{ method: 'GET', path: '/a.b/C_1~x-2/', query: {} },
	],
])('%s', async (_name, parameters, expected) => {
	expect((await request(parameters)).sent).toEqual([expected]);
});

test.each<[string, unknown, IDataObject[]]>([
	['nothing', undefined, [{ success: true }]],
	['an empty text', '', [{ success: true }]],
	['an object', { a: 1 }, [{ a: 1 }]],
	['a list of objects', [{ a: 1 }, { b: 2 }], [{ a: 1 }, { b: 2 }]],
	['an empty list', [], []],
	['a list of something else', [1, 2], [{ answer: [1, 2] }]],
	['a text', 'done', [{ answer: 'done' }]],
])('an answer of %s becomes items', async (_name, answer, expected) => {
	expect((await request({ method: 'GET' }, { answer })).output).toEqual(expected);
});

test.each(['things', '//host/x', '/a/../b', '/a/./b', '/..', '/a?x=1', '/a#b', '/a%2e', '/a b', 'https://x.example/a', '/a\\b', '/'])(
	'the path %j is refused',
	async (path) => {
		await expect(request({ method: 'GET', path })).rejects.toMatchObject({
			message: 'The field "Path" is not a path below the API',
			description: 'Enter only the path, such as /a/123, without host, query or "..".',
		});
	},
);

test('a method that is not in the list is refused', async () => {
	await expect(request({ method: 'TRACE' })).rejects.toMatchObject({
		message: 'The field "Method" is not in the list: "TRACE"',
		description: 'Use one of DELETE, GET, PATCH, POST, PUT.',
	});
});

test('what the editor shows, word for word', () => {
	const { operations } = customApiCall<undefined>({ below: '/v1', placeholder: 'e.g. /things', send: async () => ({}) });
	expect(operations).toMatchSnapshot();
});
