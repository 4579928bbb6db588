import { action } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, flag, integer, number, plain, text } from '../../core/fields.mts';
import type { Account } from '../account.mts';
import { defaultSettings } from '../settings.mts';
import type { Settings } from '../settings.mts';
import { oneOf } from './one-of.mts';

/** The account's keys, and how NFE.io behaves where its documentation leaves it open. */
export function accountActions({ account, settings }: { account: Account; settings: Settings }): Action[] {
	const defaults = defaultSettings();
	return [
		action({
			name: 'change-keys',
			label: 'Change the API keys',
			hint: 'The old ones are refused from now on.',
			fields: {
				mainKey: text('Chave de Nota Fiscal', { value: account.mainKey }),
				dataKey: text('Chave de Dados', { value: account.dataKey }),
			},
			run(keys) {
				Object.assign(account, keys);
				return { message: 'Keys changed.' };
			},
		}),
		action({
			name: 'settings',
			label: 'What the vendor’s pages leave open',
			fields: {
				attempts: integer('Attempts of a delivery', { value: defaults.attempts, min: 1, max: 100 }),
				firstRetryMinutes: number('Minutes before the second', {
					value: defaults.firstRetryMinutes,
					min: 0.01,
				}),
				timeoutMs: integer('Timeout (real ms)', { value: defaults.timeoutMs, min: 50, max: 120_000 }),
				disableAfterGiveUp: flag('Webhook becomes inactive when a delivery is given up', {
					value: defaults.disableAfterGiveUp,
				}),
				echo: flag('Verification carries ?echo=', { value: defaults.echo }),
				verifyOnUpdate: flag('PUT verifies too', { value: defaults.verifyOnUpdate }),
				rotateSecret: flag('PUT without secret makes a new one', { value: defaults.rotateSecret }),
				serviceAction: choice('action of NFS-e', plain(['short', 'none', 'long'])),
				eventHeader: choice('X-Hook-Event', plain(['full', 'resource', 'none'])),
				sparse: choice('Cancellations and failures', plain(['bare', 'with-company', 'off'])),
				propertiesAt: choice('properties land', plain(['root', 'document'])),
				umbrellaReportedAs: choice('Umbrella events are reported as', plain(['specific', 'umbrella'])),
				productFiles: choice('PDF and XML of NF-e', plain(['link', 'redirect'])),
				blobsRefuseKeys: flag('The host of PDF and XML refuses a key', { value: defaults.blobsRefuseKeys }),
				stepSeconds: number('Seconds between two flow states', { value: defaults.stepSeconds, min: 0 }),
			},
			run(input) {
				const { serviceAction, eventHeader, sparse, propertiesAt, umbrellaReportedAs, productFiles, ...rest } = input;
				Object.assign(settings, rest, {
					serviceAction: oneOf(['short', 'none', 'long'], serviceAction),
					eventHeader: oneOf(['full', 'resource', 'none'], eventHeader),
					sparse: oneOf(['bare', 'with-company', 'off'], sparse),
					propertiesAt: oneOf(['root', 'document'], propertiesAt),
					umbrellaReportedAs: oneOf(['specific', 'umbrella'], umbrellaReportedAs),
					productFiles: oneOf(['link', 'redirect'], productFiles),
				});
				return { message: 'Settings changed.', settings };
			},
		}),
	];
}
