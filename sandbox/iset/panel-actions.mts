import { catalogue } from '../../nodes/Iset/webhook/events.ts';
import type { EventName } from '../../nodes/Iset/webhook/events.ts';
import { action, ActionFailed } from '../core/action.mts';
import type { Action } from '../core/action.mts';
import { choice, flag, integer, plain, text } from '../core/fields.mts';
import type { Option } from '../core/fields.mts';
import type { Notifier } from './notifier.mts';
import { bodyShapes, defaultSettings, encodings, expiresInForms, missingOrders, tokenFields, wrongKeyStatuses } from './settings.mts';
import type { Settings } from './settings.mts';
import type { LiveToken } from './token.mts';

interface Parts {
	notifier: Notifier;
	token: LiveToken;
	settings: Settings;
}

const eventOptions: Option[] = catalogue.map(({ event, panelGroup, panelLabel }) => ({
	value: event,
	label: `${panelGroup}: ${panelLabel}`,
}));

/** The choice's values are the catalogue's names; this tells the compiler. */
const eventOf = (value: string): EventName => {
	const found = catalogue.find(({ event }) => event === value);
	if (!found) throw new ActionFailed(`there is no webhook ${value}`);
	return found.event;
};

export const webhookActions = ['add-url', 'remove-url'];
export const tokenActions = ['expire-token'];
export const settingsActions = ['settings'];

/** Configurações >> API Rest >> Webhooks, and what the sandbox lets people decide about unknown behaviour. */
export function panelActions({ notifier, token, settings }: Parts): Action[] {
	const defaults = defaultSettings();
	return [
		action({
			name: 'add-url',
			label: '+ URL',
			fields: { event: choice('Webhook', eventOptions), url: text('URL') },
			run({ event, url }) {
				if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new ActionFailed('that is not an http or https URL');
				if (!notifier.add(eventOf(event), url)) throw new ActionFailed('this URL is there already');
				return { message: 'Alterações salvas.', urls: notifier.urls(eventOf(event)) };
			},
		}),
		action({
			name: 'remove-url',
			label: 'Remover URL',
			fields: { event: choice('Webhook', eventOptions), url: text('URL') },
			run({ event, url }) {
				if (!notifier.remove(eventOf(event), url)) throw new ActionFailed('this URL is not there');
				return { message: 'Alterações salvas.', urls: notifier.urls(eventOf(event)) };
			},
		}),
		action({
			name: 'expire-token',
			label: 'End the live token',
			hint: 'Before its time: the next call gets 403 and must log in again.',
			fields: {},
			run() {
				token.expire();
				return { message: 'The token is dead.' };
			},
		}),
		action({
			name: 'settings',
			label: 'Decide what is unknown',
			hint: 'Everything here is undocumented; the defaults are the most hostile plausible ones.',
			fields: {
				tokenLifeS: integer('Life of a token (real seconds)', {
					value: defaults.tokenLifeS,
					min: 1,
					max: 86_400,
				}),
				tokenField: choice('Name of the token', plain(tokenFields), { value: defaults.tokenField }),
				expiresIn: choice('expires_in', plain(expiresInForms), { value: defaults.expiresIn }),
				wrongKeyStatus: choice('Status for a wrong key', plain(wrongKeyStatuses), {
					value: defaults.wrongKeyStatus,
				}),
				missingOrder: choice('Answer for an order that does not exist', plain(missingOrders), {
					value: defaults.missingOrder,
				}),
				orderStatus: flag('GET /order/{id} has the status', { value: defaults.orderStatus }),
				numbersAsStrings: flag('Amounts as texts', { value: defaults.numbersAsStrings }),
				unknownBodies: choice('Shape of the unpublished notices', plain(bodyShapes), {
					value: defaults.unknownBodies,
				}),
				encoding: choice('Encoding of notices', plain(encodings), { value: defaults.encoding }),
				dropsQuery: flag('The panel drops the query of URLs', { value: defaults.dropsQuery }),
				copies: integer('Copies of each notice', { value: defaults.copies, min: 1, max: 10 }),
				timeoutMs: integer('Receivers must answer within (real ms)', {
					value: defaults.timeoutMs,
					min: 100,
					max: 120_000,
				}),
			},
			run(input) {
				Object.assign(settings, input);
				return { message: 'Settings changed.', settings };
			},
		}),
	];
}
