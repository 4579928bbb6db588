import { functionsIn, functionsOf, mostParameters } from '../../scripts/functions.mts';

test('no function of nodes/ has more parameters than a reader keeps in mind', async () => {
	const functions = await functionsOf('nodes');
	expect(functions.length).toBeGreaterThan(1_000);
	expect(functions.filter(({ parameters }) => parameters > mostParameters)).toEqual([]);
});

test('the longest function of nodes/ fits a screen', async () => {
	const functions = await functionsOf('nodes');
	expect(functions.filter(({ lines }) => lines > 60)).toEqual([]);
});

test('functions, methods and arrow functions are counted, and "this" is no parameter', () => {
	const text =
		'class A {\n\tm(this: A, a: 1, b: 2) {\n\t\treturn [1].map((one) => one);\n\t}\n}\nconst f = (a: 1) => a;\ntype T = (a: 1) => 1;';
	expect(functionsIn('a.ts', text)).toEqual([
		{ where: 'a.ts:2 m', lines: 3, parameters: 2 },
		{ where: 'a.ts:3 a function without a name', lines: 1, parameters: 1 },
		{ where: 'a.ts:6 f', lines: 1, parameters: 1 },
	]);
});
