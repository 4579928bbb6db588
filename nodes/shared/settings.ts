import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { PersonalDataMode } from './delivery';
import { personalDataModes } from './delivery';
import { gatherWindows } from './gather';

/** What a vendor says about its trigger's parameters. */
export interface ParameterRules {
	/** Name of the node parameter that lists the wanted accounts, if the vendor has several behind one address. */
	accountsParameter?: string;
	/**
	 * How long a delivery counts as seen. `hours`: also remembered in n8n's database; `minutes`: in memory only, for
	 * vendors whose manual resend is on purpose.
	 */
	duplicateWindow: { unit: 'hours' | 'minutes'; default: number };
}

/** What the trigger's parameters say, parsed once per call. */
export interface TriggerSettings {
	/** Wanted event names; `*` for all. */
	events: ReadonlySet<string>;
	/** Wanted accounts; empty for all. */
	accounts: ReadonlySet<string>;
	ignoreDuplicates: boolean;
	duplicateWindowMs: number;
	/** How long deliveries are gathered into one execution; 0 for not at all. */
	gatherWindowMs: number;
	/** Of the deliveries of a window, only the newest per reference. */
	latestOnly: boolean;
	fetchResource: boolean;
	/** Whether events outside the catalogue start the workflow. */
	emitUnknown: boolean;
	/** What becomes of personal data before n8n stores a delivery. */
	personalData: PersonalDataMode;
	allowPrivateUrl: boolean;
	/** The node's other parameters, for what only one vendor has. */
	parameter(name: string): unknown;
	options: IDataObject;
}

/** Lists come from multi-selects as arrays and from text fields and expressions as comma lists. */
export const list = z
	.union([z.array(z.union([z.string(), z.number()])), z.string(), z.number()])
	// The usual case in a saved workflow: making an error of it for "catch" would cost more than all other settings.
	.optional()
	.catch(undefined)
	.transform((value = []) =>
		(Array.isArray(value) ? value : String(value).split(','))
			.map((entry) => String(entry).trim())
			.filter((entry) => entry !== ''),
	);

/** A setting that cannot be understood must not let personal data through. */
const personalDataSetting = z.enum(personalDataModes).default('keep').catch('mask');

/** The setting in a trigger's options, which a saved workflow leaves out where it stands at its default. */
export const personalDataOption = z
	.object({ personalData: personalDataSetting })
	.catch({ personalData: 'keep' })
	.transform(({ personalData }) => personalData);

const hour = 3_600_000;
const minute = 60_000;

const optionsSchema = z.object({
	otherEvents: list.optional(),
	ignoreDuplicates: z.boolean().catch(true).default(true),
	duplicateWindowHours: z.number().positive().optional().catch(undefined),
	duplicateWindowMinutes: z.number().positive().optional().catch(undefined),
	gatherWindowMs: z.number().catch(0).default(0),
	latestPerReference: z.boolean().catch(false).default(false),
	fetchResource: z.boolean().catch(false).default(false),
	unknownEvents: z.enum(['ignore', 'emit']).catch('ignore').default('ignore'),
	personalData: personalDataSetting,
	allowPrivateUrl: z.boolean().catch(false).default(false),
});

type GetParameter = (name: string, fallback: unknown) => unknown;

/** Reads the parameters of a trigger; what cannot be understood counts as left at its default, or as the more careful choice. */
export function readSettings(
	getParameter: GetParameter,
	{ accountsParameter, duplicateWindow }: ParameterRules,
): TriggerSettings {
	const rawOptions = z.record(z.string(), z.unknown()).catch({}).parse(getParameter('options', {}));
	const options = optionsSchema.parse(rawOptions);
	const given =
		duplicateWindow.unit === 'hours' ? options.duplicateWindowHours : options.duplicateWindowMinutes;
	return {
		events: new Set([...list.parse(getParameter('events', ['*'])), ...(options.otherEvents ?? [])]),
		accounts: new Set(accountsParameter ? list.parse(getParameter(accountsParameter, [])) : []),
		ignoreDuplicates: options.ignoreDuplicates,
		duplicateWindowMs: (given ?? duplicateWindow.default) * (duplicateWindow.unit === 'hours' ? hour : minute),
		gatherWindowMs: gatherWindows.includes(options.gatherWindowMs) ? options.gatherWindowMs : 0,
		latestOnly: options.latestPerReference,
		fetchResource: options.fetchResource,
		emitUnknown: options.unknownEvents === 'emit',
		personalData: options.personalData,
		allowPrivateUrl: options.allowPrivateUrl,
		parameter: (name) => getParameter(name, undefined),
		options: rawOptions as IDataObject,
	};
}
