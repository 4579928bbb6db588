import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { docsLink } from '../docsLink';
import { countsParameter } from '../trigger/countsLink';
import type { VendorIdentity } from '../vendorIdentity';
import { probeAnswer, probeBody, provenProbeAnswer } from '../trigger/probes';
import type { Answer, ProbeProof } from './callAddress';
import { certificateFailures, post } from './callAddress';
import type { Operation } from './operation';
import type { OwnTrigger, PlacedAddress, TriggerPlace } from '../../instance/ownTrigger';
import { addressesOfWorkflow, vendorCredential, workflowField } from '../../instance/ownTrigger';
import { unreachableReason } from '../trigger/preflight';

/** How a vendor would call its webhook, so that the path can be tested without the vendor. */
export interface CheckedEndpoint extends TriggerPlace, Pick<VendorIdentity, 'answerWithinSeconds'> {
	/** What a genuine request carries; undefined if this credential cannot make one. */
	genuine(body: Buffer, credential: ICredentialDataDecryptedObject, address: PlacedAddress): ProbeProof | undefined;
	/** The same with a wrong secret; undefined if the trigger is set to accept everything. */
	forged(body: Buffer, address: PlacedAddress): ProbeProof | undefined;
}

type Status = 'pass' | 'fail' | 'unknown';

/** One row of the table: what was checked, what was found, and what to do about it ('' for nothing). */
interface Check {
	check: string;
	status: Status;
	detail: string;
	whatToDo: string;
}

const names = {
	address: 'The address is public and uses https',
	published: 'The workflow is published',
	reachable: 'The address answers',
	certificate: 'The certificate is accepted',
	genuine: 'A genuine delivery is accepted',
	speed: 'The answer arrives in time',
	forged: 'A forged delivery is refused',
	arrived: 'A real delivery has arrived since publishing',
} as const;

const pass = (check: string, detail: string): Check => ({ check, status: 'pass', detail, whatToDo: '' });
const fail = (check: string, detail: string, whatToDo: string): Check => ({ check, status: 'fail', detail, whatToDo });
const unknown = (check: string, detail: string, whatToDo: string): Check => ({ check, status: 'unknown', detail, whatToDo });

/**
 * Webhook → Test: tests everything about a published trigger that can be tested from inside, one
 * item per check. The probe is authenticated as the vendor would and starts no execution; the
 * forged one has the same bytes, so that the trigger does not count it as a refusal. Requests only
 * go to this n8n's own public address.
 */
export function checkOperation<Api>(endpoint: CheckedEndpoint): Operation<Api> {
	return {
		name: 'Test',
		value: 'check',
		action: 'Test a webhook',
		description: "Test a trigger's address, certificate, secret, speed and publication, one item per check",
		fields: [
			workflowField,
			{
				displayName: `Firewalls cannot be detected from inside: only a real delivery proves that the path works. ${docsLink('troubleshooting.md#nothing-arrives', 'What to check')}`,
				name: 'checkNotice',
				type: 'notice',
				default: '',
			},
		],
		async run(call) {
			const credential = await vendorCredential(call.context, endpoint.credential, call.itemIndex);
			const addresses = await addressesOfWorkflow(call, endpoint, credential);
			const rows: IDataObject[] = [];
			for (const address of addresses) {
				const { workflowName, name } = address.trigger;
				// The query may hold a token.
				const shown = { workflow: workflowName, trigger: name, address: address.url.split('?')[0] };
				for (const check of await checksOf(call.context, endpoint, credential, address)) rows.push({ ...shown, ...check });
			}
			return rows;
		},
	};
}

async function checksOf(
	context: IExecuteFunctions,
	endpoint: CheckedEndpoint,
	credential: ICredentialDataDecryptedObject,
	address: PlacedAddress,
): Promise<Check[]> {
	const body = probeBody();
	const proof = endpoint.genuine(body, credential, address);
	// Without proof the address can still be called like a stranger would.
	const answer = await post(context, address, body, proof ?? {});
	const forgery = answer.kind === 'answered' ? endpoint.forged(body, address) : undefined;
	const forged = forgery && (await post(context, address, body, forgery));
	return [
		checkAddress(address),
		checkPublished(address.trigger, answer),
		...checkConnection(address, answer),
		proof === undefined ? withoutProof(endpoint, answer) : checkGenuine(context, endpoint, address.trigger, answer),
		checkSpeed(endpoint, answer),
		checkForged(answer, forged),
		checkArrived(address, answer),
	];
}

function checkAddress({ url }: PlacedAddress): Check {
	const reason = unreachableReason(url);
	if (reason === undefined) return pass(names.address, new URL(url).host);
	return fail(
		names.address,
		reason,
		"Set n8n's environment variable WEBHOOK_URL to its public https address, restart n8n, publish again, and register the new address at the vendor.",
	);
}

const notRegistered = z.object({ message: z.string().regex(/is not registered/) });

function checkPublished({ published }: OwnTrigger, answer: Answer): Check {
	const advice = 'Publish the workflow in n8n and test again after a few seconds.';
	if (!published) return fail(names.published, 'It is not published', advice);
	if (answer.kind !== 'answered')
		return unknown(names.published, 'n8n says that it is, but its address could not be called', 'See the checks below.');
	if (answer.status === 404 && notRegistered.safeParse(answer.body).success) {
		return fail(
			names.published,
			'n8n says that it is, but the address is not registered',
			"Unpublish the workflow and publish it again; if that does not help, check n8n's log.",
		);
	}
	return pass(names.published, 'n8n says that it is, and its address answers');
}

const seeAddress = 'See the check of the address.';

function checkConnection({ url }: PlacedAddress, answer: Answer): Check[] {
	const isHttps = url.startsWith('https:');
	const withoutTls = fail(names.certificate, 'The address does not use https, so it has no certificate', seeAddress);
	switch (answer.kind) {
		case 'answered':
			return [
				pass(names.reachable, `It answered ${answer.status}`),
				isHttps ? pass(names.certificate, 'Accepted by this n8n; vendors may trust fewer authorities') : withoutTls,
			];
		case 'badCertificate':
			return [
				pass(names.reachable, 'Something answers, but with a certificate that is refused'),
				fail(
					names.certificate,
					`The certificate ${certificateFailures[answer.code] ?? 'is not accepted'} (${answer.code})`,
					'Vendors refuse such an address. Replace the certificate where https ends: in the reverse proxy, or in n8n itself.',
				),
			];
		case 'unreachable':
			return [
				unknown(
					names.reachable,
					`Not reachable from here (${answer.code})`,
					"An n8n behind a router often cannot reach its own public address, which looks the same as a receiver that never answers. Open the address in a browser outside your network: the trigger's page must appear.",
				),
				isHttps ? unknown(names.certificate, 'Not checked', 'Test the address with a public certificate checker.') : withoutTls,
			];
	}
}

const isSuccess = (status: number) => status >= 200 && status < 300;

const notTested = 'Not tested';
const whenReachable = 'Test again when the address can be reached and its certificate is accepted.';

const withoutProof = ({ displayName }: CheckedEndpoint, { kind }: Answer): Check =>
	unknown(
		names.genuine,
		notTested,
		kind === 'answered' ? `Choose the trigger's ${displayName} credential in this node, with its secret filled in.` : whenReachable,
	);

function checkGenuine(
	context: IExecuteFunctions,
	{ displayName, credential }: CheckedEndpoint,
	{ credentialId }: OwnTrigger,
	answer: Answer,
): Check {
	if (answer.kind !== 'answered') return unknown(names.genuine, notTested, whenReachable);
	if (probeAnswer.safeParse(answer.body).success) return pass(names.genuine, 'The trigger knew the secret and answered the probe');
	const ownCredential = context.getNode().credentials?.[credential]?.id;
	const another =
		ownCredential === credentialId ? '' : ' The trigger uses a different credential than this node: choose the same one in both.';
	if (answer.status === 401) {
		return fail(
			names.genuine,
			'Refused: the trigger expects a different secret',
			`Enter the secret that ${displayName} currently uses in the trigger's credential.${another}`,
		);
	}
	if (answer.status === 503) {
		return fail(
			names.genuine,
			'The trigger could not decide: its credential is missing or has no secret',
			`Choose a ${displayName} credential in the trigger and fill in its secret.`,
		);
	}
	if (answer.status === 404) return fail(names.genuine, 'Nothing is registered at the address', 'Publish the workflow.');
	if (answer.status >= 300 && answer.status < 400) {
		return fail(
			names.genuine,
			`The address redirects (${answer.status})`,
			'Register the address it redirects to: vendors may not follow. WEBHOOK_URL must name the final address.',
		);
	}
	return fail(
		names.genuine,
		`Answered ${answer.status}, but not by the trigger`,
		'Something else is in front of n8n (proxy, firewall, login page, another program). Let POST requests to this address through.',
	);
}

/** The limit assumed for a vendor that does not publish one: the shortest of those that do. */
const assumedSeconds = 5;

function checkSpeed({ displayName, answerWithinSeconds }: CheckedEndpoint, answer: Answer): Check {
	const isTold = answerWithinSeconds !== undefined;
	const limitSeconds = answerWithinSeconds ?? assumedSeconds;
	const limit = isTold ? `the limit is ${limitSeconds} s` : `${displayName} publishes no limit, ${limitSeconds} s are assumed`;
	if (answer.kind !== 'answered') return unknown(names.speed, notTested, whenReachable);
	const seconds = `${(answer.milliseconds / 1000).toFixed(2)} s`;
	const inTime = answer.milliseconds <= limitSeconds * 1000;
	if (inTime && isSuccess(answer.status)) return pass(names.speed, `${seconds} (${limit})`);
	if (inTime) return unknown(names.speed, `${seconds}, but the delivery was not accepted`, 'Correct the checks above first.');
	const consequence = isTold ? `the vendor gives up after ${limitSeconds} s, repeats, and eventually stops sending` : limit;
	return fail(
		names.speed,
		`${seconds}: ${consequence}`,
		'Reduce the load on n8n or the proxy in front of it: fewer concurrent executions, more CPU, queue mode.',
	);
}

function checkForged(genuine: Answer, forged: Answer | undefined): Check {
	if (genuine.kind !== 'answered') return unknown(names.forged, notTested, whenReachable);
	if (forged === undefined) {
		return fail(
			names.forged,
			'This trigger is set to accept deliveries without proof',
			'Choose an authentication in the trigger and set up the same at the vendor.',
		);
	}
	if (forged.kind !== 'answered') return unknown(names.forged, `Not reachable from here (${forged.code})`, whenReachable);
	if (forged.status === 401) return pass(names.forged, 'Answered 401');
	if (isSuccess(forged.status)) {
		return fail(
			names.forged,
			`Accepted with ${forged.status}: anybody could start the workflow`,
			'Make sure that the address leads only to the trigger of this package.',
		);
	}
	return unknown(names.forged, `Answered ${forged.status}`, 'The trigger was not reached; see the checks above.');
}

const onlyReal =
	'Firewalls and geo-blocking cannot be detected from inside: only a real delivery proves that the path works. Change something at the vendor that causes an event, and test again.';

function checkArrived({ url, trigger: { publishedAt } }: PlacedAddress, answer: Answer): Check {
	const probe = provenProbeAnswer.safeParse(answer.kind === 'answered' ? answer.body : undefined);
	if (!probe.success) return unknown(names.arrived, 'The counters of the trigger could not be read', onlyReal);
	const { accepted, duplicate, ignored, refused, since, countsToken } = probe.data;
	const moments = [accepted, duplicate, ignored].flatMap(({ lastAt }) => (lastAt === null ? [] : [lastAt]));
	const last = moments.sort().pop();
	const refusals = Object.values(refused).reduce((sum, { count }) => sum + count, 0);
	const counted = `Since ${since}: accepted ${accepted.count}, duplicate ${duplicate.count}, ignored ${ignored.count}, refused ${refusals}${countsToken === undefined ? '' : `. Details: ${url.split('?')[0]}?${countsParameter}=${countsToken}`}`;
	if (last === undefined) return unknown(names.arrived, `None yet. ${counted}`, onlyReal);
	if (publishedAt !== undefined && Date.parse(last) < Date.parse(publishedAt)) {
		return unknown(names.arrived, `None since publishing (${publishedAt}); the last one at ${last}. ${counted}`, onlyReal);
	}
	return pass(names.arrived, `The last one at ${last}. ${counted}`);
}
