import { DateTime } from 'luxon';

import { vendorName } from '../../instance/triggers';
import { inPortuguese } from '../../shared/portuguese';
import { vendors } from '../../vendors';
import type { Endpoint, Survey } from '../endpoints/endpoints';
import type { Fact } from './fact';
import type { Quiet } from './quiet';
import { loudHours } from './quiet';
import { accountText, resourceText, texts } from './texts';

/** The thresholds above which a condition is reported. */
export interface Limits {
	/** Percent of the deliveries. */
	failureRate: number;
	/** With fewer deliveries a rate means nothing. */
	minDeliveries: number;
	/** Hours without a delivery, not counting quiet ones; undefined if silence is not reported. */
	silentHours: number | undefined;
	quiet: Quiet;
}

/** Conditions that last until somebody fixes them: one fact for each condition of a trigger or account. */
export function conditionsOf({ endpoints, withoutTrigger }: Survey, limits: Limits, now: DateTime, baseUrl: string): Fact[] {
	const found = [
		...endpoints.flatMap((endpoint) => conditionsOfOne(endpoint, limits, now, baseUrl)),
		...withoutTrigger.map((expected) => ({
			...blank,
			...texts.noTrigger(ofVendor(expected.vendor)),
			chave: `endereco|${[expected.vendor, '', expected.account].join('|')}`,
			tipo: 'endereco' as const,
			workflow: vendorName(expected.vendor),
			conta: expected.accountName ?? expected.account ?? '',
		})),
	];
	return [...new Map(found.map((fact) => [fact.chave, fact])).values()];
}

const ofVendor = (vendor: string) => {
	const known = vendors.find((one) => one.vendor === vendor);
	return known === undefined ? `de ${vendor}` : inPortuguese(known).of;
};

const blank = { workflow_id: '', workflow: '', pedido: '', conta: '', execucao: '', link: '' };

function conditionsOfOne(endpoint: Endpoint, limits: Limits, now: DateTime, baseUrl: string): Fact[] {
	const { workflow, trigger, entry, answering, refusing } = endpoint;
	const { vendor, credential } = trigger.type;
	const credentialName = trigger.credentials[credential]?.name ?? null;
	const account = accountText(entry, null, credentialName);
	const place = {
		...blank,
		workflow_id: workflow.id,
		workflow: workflow.name,
		link: `${baseUrl}/workflow/${encodeURIComponent(workflow.id)}`,
	};
	const own = [vendor, workflow.id, trigger.name, entry.account, entry.resource].join('|');
	const ofAccount = { ...place, conta: [account, resourceText(entry.resource)].filter((part) => part !== '').join(', ') };
	const facts: Fact[] = [];

	const failed = entry.failed - entry.recovered;
	if (entry.deliveries >= limits.minDeliveries && (failed / entry.deliveries) * 100 > limits.failureRate)
		facts.push({ ...ofAccount, ...texts.rate(failed, entry.deliveries), chave: `taxa|${own}`, tipo: 'taxa' });

	if (refusing !== null && answering.problem === undefined)
		facts.push({
			...place,
			...texts.refusing(trigger.name, refusing, credentialName),
			chave: `recusa|${[vendor, workflow.id, trigger.name].join('|')}`,
			tipo: 'recusa',
		});

	if (answering.problem !== undefined)
		facts.push({
			...place,
			...texts.deadAddress(trigger.name, answering.problem.kind !== 'unregistered'),
			chave: `endereco|${[vendor, workflow.id, trigger.name].join('|')}`,
			tipo: 'endereco',
		});

	const problem = endpoint.credentialProblem?.kind ?? (entry.unauthorized === null ? undefined : 'refused');
	if (problem !== undefined)
		facts.push({
			...place,
			...texts.credential(trigger.name, credentialName, problem),
			chave: `credencial|${[vendor, credentialName ?? workflow.id].join('|')}`,
			tipo: 'credencial',
			conta: '',
		});

	const since = entry.lastAt ?? entry.configuredAt;
	if (since !== null && answering.problem === undefined && limits.silentHours !== undefined) {
		const hours = loudHours(limits.quiet, DateTime.fromISO(since).setZone(now.zone), now);
		if (hours >= limits.silentHours)
			facts.push({ ...ofAccount, ...texts.silence(entry.lastAt, hours), chave: `silencio|${own}`, tipo: 'silencio' });
	}
	return facts;
}
