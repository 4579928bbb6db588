import { DateTime } from 'luxon';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import type { ParameterRules } from '../../../nodes/shared/trigger/settings';
import { accountsIn, readSettings, SettingsKeeper } from '../../../nodes/shared/trigger/settings';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import { callHook, callWebhook, place } from '../support/contexts.mts';
import { ownVendors } from '../support/vendors.mts';

const rules = (unit: 'hours' | 'minutes' = 'hours') => ({
	accountsParameter: 'accounts',
	duplicateWindow: { unit, default: unit === 'hours' ? 72 : 10 },
});
const read = (parameters: Record<string, unknown>, given: ParameterRules = rules(), typeVersion?: number) =>
	readSettings((name, fallback) => (Object.hasOwn(parameters, name) ? parameters[name] : fallback), given, typeVersion);

test('defaults', () => {
	expect(read({})).toMatchObject({
		events: new Set(['*']),
		accounts: new Set(),
		ignoreDuplicates: true,
		duplicateWindowMs: 72 * 3_600_000,
		fetchResource: false,
		emitUnknown: false,
		personalData: 'keep',
		allowPrivateUrl: false,
	});
});

test.each<[unknown, string[]]>([
	[[], []],
	[
		['a', 'b'],
		['a', 'b'],
	],
	['a, b,,  c ', ['a', 'b', 'c']],
	[
		[' a ', '', 7],
		['a', '7'],
	],
	[12, ['12']],
])('a list given as %j', (given, wanted) => {
	expect([...read({ accounts: given }).accounts]).toEqual(wanted);
});

test('the accounts of saved parameters are those of the field and of the options; what an expression says is not known', () => {
	const of = (parameters: IDataObject) => accountsIn(parameters, rules());
	expect(of({})).toEqual([]);
	expect(of({ accounts: ['a'], options: { accounts: 'b, c' } })).toEqual(['a', 'b', 'c']);
	expect(of({ accounts: ['a'], options: { accounts: '={{ $vars.b }}' } })).toBeUndefined();
	expect(of({ options: '={{ $json }}' })).toBeUndefined();
	expect(accountsIn({ accounts: ['a'] }, {})).toEqual([]);
});

test('free text events are added to the chosen ones', () => {
	expect([...read({ events: ['order.created'], options: { otherEvents: 'x.y, z' } }).events]).toEqual(['order.created', 'x.y', 'z']);
	expect([...read({ events: [], options: { otherEvents: 'x.y' } }).events]).toEqual(['x.y']);
});

test.each<['hours' | 'minutes', object, number]>([
	['hours', { duplicateWindowHours: 2 }, 7_200_000],
	['minutes', { duplicateWindowMinutes: '2' }, 120_000],
	['minutes', {}, 600_000],
])('the window in %s, given %j', (unit, options, wanted) => {
	expect(read({ options }, rules(unit)).duplicateWindowMs).toBe(wanted);
});

test('a trigger of 0.1 that left its events alone has all, a new one has none', () => {
	expect([...read({}, rules(), 1.1).events]).toEqual(['*']);
	expect(() => read({}, rules(), 1.2)).toThrow('No event is chosen');
});

test.each([
	[{ unknownEvents: 'emit' }, true],
	[{ unknownEvents: 'ignore' }, false],
	[{}, false],
])('what 0.1 saved of unknown events: %j lets them through beside the chosen ones: %j', (options, emitUnknown) => {
	expect(read({ options }).emitUnknown).toBe(emitUnknown);
});

const odd: Array<[string, unknown]> = [
	['undefined', undefined],
	['null', null],
	['an empty text', ''],
	['a blank', ' '],
	['true', true],
	['false', false],
	['0', 0],
	['NaN', Number.NaN],
	['an empty list', []],
	['a list of null', [null]],
	['a list with null in it', ['A', null]],
	['an empty object', {}],
	['a date', DateTime.now()],
	['10,000 characters', 'x'.repeat(10_000)],
];

/** The odd values that a field of this type may hold all the same. */
const taken: Record<string, string[]> = {
	boolean: ['true', 'false'],
	options: [],
	number: [],
	/** A list of what is left out, or of more events: nothing in it is nothing. */
	string: ['an empty text', 'a blank', '0', 'an empty list', '10,000 characters'],
	multiOptions: ['an empty text', 'a blank', '0', 'an empty list', '10,000 characters'],
	/** A list where nothing would be all. */
	filter: ['0', 'an empty list', '10,000 characters'],
};

describe.each(ownVendors)('$identity.displayName', ({ trigger: type, webhook: vendor }) => {
	const events = ['order.created'];
	const { properties } = type.description;
	// Without the field that tells of an expression as a whole.
	const options = properties.find(({ name }) => name === 'options')?.options?.filter(({ name }) => name !== 'length') ?? [];

	test.each(options.flatMap((option) => ('type' in option ? odd.map(([name, value]) => ({ option, name, value })) : [])))(
		'$option.displayName given $name',
		({ option, name, value }) => {
			const reading = () => read({ events, options: { [option.name]: value } }, vendor, 1.2);
			const kind = option.name === 'accounts' ? 'filter' : option.type;
			if (taken[kind].includes(name) || (option.name === 'gatherWindowMs' && value === 0)) expect(reading).not.toThrow();
			else expect(reading).toThrow(`"${option.displayName}" cannot be read`);
		},
	);

	const fields = properties.filter(({ name, type: kind }) => !['notice', 'hidden'].includes(kind) && !['events', 'options'].includes(name));
	test.each(odd)('any other field given %s', (name, value) => {
		for (const field of fields) {
			const reading = () => read({ events, [field.name]: value }, vendor, 1.2);
			const kind = field.name === vendor.accountsParameter ? 'filter' : field.type;
			if (taken[kind].includes(name)) expect(reading).not.toThrow();
			else expect(reading).toThrow(`"${field.displayName}" cannot be read`);
		}
	});

	test.each(odd)('Events given %s', (name, value) => {
		const { displayName } = properties.find((property) => property.name === 'events') ?? {};
		const reading = () => read({ events: value }, vendor, 1.2);
		if (['0', '10,000 characters'].includes(name)) expect(reading).not.toThrow();
		else if (['an empty text', 'a blank', 'an empty list'].includes(name)) expect(reading).toThrow('No event is chosen');
		else expect(reading).toThrow(`"${displayName}" cannot be read`);
	});

	test.each([null, 'x', [], true])('Options given %j', (value) => {
		expect(() => read({ events, options: value }, vendor, 1.2)).toThrow('"Options" cannot be read');
	});
});

const signed = (body: string) => ({ body, headers: { 'x-bling-signature-256': `sha256=${hmacHex('sha256', 'x', Buffer.from(body))}` } });
const placed = (parameters: object, typeVersion = 1.2) =>
	place({ type: new BlingTrigger(), typeVersion, credentials: { blingOAuth2Api: { clientSecret: 'x' } }, parameters: { ...parameters } });

test.each<[object, RegExp]>([
	[{ events: ['order.created'], accounts: ['A', null] }, /^"Accounts" cannot be read/],
	[{ events: ['order.created', null] }, /^"Trigger On" cannot be read/],
	[{ events: ['order.created'], options: { ignoreDuplicates: 'false' } }, /^"Ignore Duplicates" cannot be read/],
	[{ events: ['order.created'], options: '={{ { personalData: "remove" } }}' }, /^"Options" is an expression as a whole/],
	[{}, /^No event is chosen/],
])('%j is refused at publishing and at listening for a test event, and lets nothing in or get lost', async (parameters, message) => {
	for (const mode of ['trigger', 'manual'] as const) {
		await expect(callHook(placed(parameters), 'checkExists', mode)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message),
			description: expect.any(String),
		});
	}
	const answer = await callWebhook(
		placed(parameters),
		signed(JSON.stringify({ eventId: 'e', event: 'order.created', companyId: 'B', data: {} })),
	);
	expect([answer.status, answer.items]).toEqual([503, undefined]);
});

test('a trigger of 0.1 without events of its own is still published, and all events are all', async () => {
	await expect(callHook(placed({}, 1.1), 'checkExists')).resolves.toBe(true);
	const { items } = await callWebhook(
		placed({}, 1.1),
		signed(JSON.stringify({ eventId: 'e', event: 'contact.created', companyId: 'B', data: {} })),
	);
	expect(items).toMatchObject([{ json: { event: 'contact.created' } }]);
});

describe('the settings of a published node are read once', () => {
	const readBy = (keeper: SettingsKeeper, parameters: INodeParameters, typeVersion = 1.2) => {
		let asked = 0;
		const get = (name: string, fallback: unknown) => {
			asked++;
			return Object.hasOwn(parameters, name) ? parameters[name] : fallback;
		};
		const { events } = keeper.of({ parameters, typeVersion }, get, rules());
		return { events: [...events], wasRead: asked > 0 };
	};

	test('and again when a parameter or the version is another', () => {
		const keeper = new SettingsKeeper();
		expect(readBy(keeper, { events: ['a'] })).toEqual({ events: ['a'], wasRead: true });
		expect(readBy(keeper, { events: ['a'] })).toEqual({ events: ['a'], wasRead: false });
		expect(readBy(keeper, { events: ['b'] })).toEqual({ events: ['b'], wasRead: true });
		expect(readBy(keeper, { events: ['b'] }, 1.1).wasRead).toBe(true);
	});

	test.each([[{ events: '={{ $vars.events }}' }], [{ events: ['a'], options: { otherEvents: '={{ 1 }}' } }], [{ events: ['=a'] }]])(
		'but each time where an expression may say something else: %j',
		(parameters) => {
			const keeper = new SettingsKeeper();
			for (let n = 0; n < 2; n++) expect(readBy(keeper, parameters).wasRead).toBe(true);
		},
	);
});
