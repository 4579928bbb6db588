import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';

import { wasWholeExpression, wholeExpression } from '../operations/wholeExpression';
import type { VendorIdentity } from '../vendorIdentity';
import type { PersonalDataMode } from './delivery';
import { personalDataModes } from './delivery';
import { gatherWindows } from './gather';
import type { Setting } from './readSetting';
import { count, entries, filter, flag, oneOf, SettingRefused, settingOf } from './readSetting';

/** What a vendor declares about its trigger's parameters. */
export interface ParameterRules extends Pick<VendorIdentity, 'accountsParameter' | 'duplicateWindow'> {
	/** How that parameter is read, if its name in the editor is not "Accounts". */
	accountsSetting?: Setting<string[]>;
	/** Parameters that only this vendor's node has, by name, each with its default. */
	parameters?: Readonly<Record<string, Setting<unknown> & { default: unknown }>>;
	/** Options that only this vendor's node has, by name. */
	options?: Readonly<Record<string, Setting<unknown>>>;
}

/** The trigger's parameters, parsed once per call. */
export interface TriggerSettings {
	/** Wanted event names; `*` for all. */
	events: ReadonlySet<string>;
	/** Wanted accounts; empty for all. */
	accounts: ReadonlySet<string>;
	ignoreDuplicates: boolean;
	duplicateWindowMs: number;
	/** Whether the processes of this n8n claim each delivery in a data table before one of them emits it. */
	acrossProcesses: boolean;
	/** Whether a resend of this n8n may authenticate with the resend secret. */
	acceptResends: boolean;
	/** How long deliveries are grouped into one execution; 0 for not at all. */
	gatherWindowMs: number;
	/** Of the deliveries in a window, only the newest per reference. */
	latestOnly: boolean;
	fetchResource: boolean;
	/**
	 * Whether events outside the catalogue start the workflow although not all are wanted; only 0.1
	 * had this option.
	 */
	emitUnknown: boolean;
	/** What happens to personal data before n8n stores a delivery. */
	personalData: PersonalDataMode;
	allowPrivateUrl: boolean;
	/** A parameter that only this vendor's node has. */
	parameter(name: string): unknown;
	/** The options as saved; those that the vendor's rules use could be read. */
	options: IDataObject;
	/** Of the node. */
	typeVersion: number;
}

/** The triggers of 0.1. */
export const firstVersion = 1.1;

/** From this version on a trigger only wants events, and test documents, that somebody chose. */
export const carefulVersion = 1.2;

/** From this version on a trigger only accepts resends with "Accept Resends" on, which also shows their credential. */
export const resendVersion = 1.3;

/** Lists are arrays from multi-selects, and comma-separated text from text fields and expressions. */
export const list = z
	.union([z.array(z.union([z.string(), z.number()])), z.string(), z.number()])
	// The usual case in a saved workflow: building an error for "catch" would cost more than all
	// other settings.
	.optional()
	.catch(undefined)
	.transform((value = []) =>
		(Array.isArray(value) ? value : String(value).split(',')).map((entry) => String(entry).trim()).filter((entry) => entry !== ''),
	);

/** An unreadable setting must not let personal data through. */
const personalDataSetting = z.enum(personalDataModes).default('keep').catch('mask');

/** The setting in a trigger's options; a saved workflow omits it at its default. */
export const personalDataOption = z
	.object({ personalData: personalDataSetting })
	.catch({ personalData: 'keep' })
	.transform(({ personalData }) => personalData);

const hour = 3_600_000;
const minute = 60_000;

const chosenEvents = entries('Trigger On');
const acceptResends = flag('Accept Resends');
const chosenAccounts = filter('Accounts');

/** The option's name in the editor. */
export const acrossProcessesName = 'Ignore Duplicates Across Processes';

/** As the editor names the option, where the vendor has no other word for it. */
export const accountsOption = 'Account Names or IDs';

const shared = {
	/** Older workflows hold a parameter. */
	accounts: filter(accountsOption),
	otherEvents: entries('Other Events'),
	ignoreDuplicates: flag('Ignore Duplicates'),
	acrossProcesses: flag(acrossProcessesName),
	duplicateWindowHours: count('Remember Events For (Hours)'),
	duplicateWindowMinutes: count('Remember Events For (Minutes)'),
	gatherWindowMs: oneOf('Group Events Arriving Within', gatherWindows),
	latestPerReference: flag('Keep Only the Latest Event'),
	fetchResource: flag('Get Full Data'),
	personalData: oneOf('Personal Data', personalDataModes),
	unknownEvents: oneOf('Events Not in the List', ['emit', 'ignore']),
	allowPrivateUrl: flag('Allow Private URL'),
};

type GetParameter = (name: string, fallback: unknown) => unknown;

/**
 * Reads the parameters of a trigger. Throws `SettingRefused` for anything unreadable, and if no
 * event is chosen: only omitted parameters get their default.
 */
export function readSettings(getParameter: GetParameter, rules: ParameterRules, typeVersion = firstVersion): TriggerSettings {
	const options = getParameter('options', {});
	if (!isObject(options))
		throw new SettingRefused('"Options" cannot be read', 'Open the node, set its options again and publish the workflow.');
	if (wasWholeExpression(options)) throw new SettingRefused(`"Options" ${wholeExpression.problem}`, wholeExpression.advice);
	const option = <T>(name: string, setting: Setting<T>, fallback: T): T =>
		Object.hasOwn(options, name) ? settingOf(setting, options[name]) : fallback;
	for (const [name, setting] of Object.entries(rules.options ?? {})) option(name, setting, undefined);
	const parameters = new Map(
		Object.entries(rules.parameters ?? {}).map(([name, setting]) => [name, settingOf(setting, getParameter(name, setting.default))]),
	);
	const { accountsParameter } = rules;
	const { unit, default: length } = rules.duplicateWindow;
	const window =
		unit === 'hours'
			? option('duplicateWindowHours', shared.duplicateWindowHours, length) * hour
			: option('duplicateWindowMinutes', shared.duplicateWindowMinutes, length) * minute;
	return {
		events: wantedEvents(
			settingOf(chosenEvents, getParameter('events', typeVersion < carefulVersion ? ['*'] : [])),
			option('otherEvents', shared.otherEvents, []),
		),
		accounts: new Set([
			...(accountsParameter ? settingOf(rules.accountsSetting ?? chosenAccounts, getParameter(accountsParameter, [])) : []),
			...option('accounts', rules.accountsSetting ?? shared.accounts, []),
		]),
		acceptResends: settingOf(acceptResends, getParameter('acceptResends', typeVersion < resendVersion)),
		ignoreDuplicates: option('ignoreDuplicates', shared.ignoreDuplicates, true),
		duplicateWindowMs: window,
		acrossProcesses: option('acrossProcesses', shared.acrossProcesses, false),
		gatherWindowMs: option('gatherWindowMs', shared.gatherWindowMs, 0),
		latestOnly: option('latestPerReference', shared.latestPerReference, false),
		fetchResource: option('fetchResource', shared.fetchResource, false),
		emitUnknown: option('unknownEvents', shared.unknownEvents, 'ignore') === 'emit',
		personalData: option('personalData', shared.personalData, 'keep'),
		allowPrivateUrl: option('allowPrivateUrl', shared.allowPrivateUrl, false),
		parameter: (name) => parameters.get(name),
		options,
		typeVersion,
	};
}

/**
 * The accounts that the saved parameters of a trigger let in, in the field of older workflows and in the options; none for
 * all. Undefined where an expression says it.
 */
export function accountsIn(
	parameters: Readonly<Record<string, unknown>>,
	{ accountsParameter }: Pick<VendorIdentity, 'accountsParameter'>,
): string[] | undefined {
	if (accountsParameter === undefined) return [];
	const { [accountsParameter]: field, options } = parameters;
	const chosen = isObject(options) ? options.accounts : options;
	return [field, chosen].some((one) => typeof one === 'string' && one.startsWith('='))
		? undefined
		: [field, chosen].flatMap((one) => list.parse(one));
}

/**
 * The settings of one trigger, read once for each published state of its node. With an expression,
 * which may return something else each time, they are read each time.
 */
export class SettingsKeeper {
	private kept: { key: string; settings: TriggerSettings } | undefined;

	/** Throws what `readSettings` throws. */
	of(
		{ parameters, typeVersion }: Pick<INode, 'parameters' | 'typeVersion'>,
		getParameter: GetParameter,
		rules: ParameterRules,
	): TriggerSettings {
		const key = JSON.stringify([typeVersion, parameters]);
		if (this.kept?.key === key) return this.kept.settings;
		const settings = readSettings(getParameter, rules, typeVersion);
		this.kept = key.includes('"=') ? undefined : { key, settings };
		return settings;
	}
}

const isObject = (value: unknown): value is IDataObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function wantedEvents(chosen: string[], others: string[]): ReadonlySet<string> {
	const wanted = new Set([...chosen, ...others]);
	if (wanted.size > 0) return wanted;
	throw new SettingRefused(
		'No event is chosen',
		'Choose events in "Trigger On", or add others in the options. "* All Events" accepts every event; each costs an execution.',
	);
}
