import type { IExecuteFunctions } from 'n8n-workflow';

import type { PlacedAddress } from '../../instance/ownTrigger';
import { clockMs } from '../clock';
import { answerTo, parseAnswer } from '../http/answer';
import { blockedReason, networkCode } from '../http/request';

/** What makes a request genuine, or forged: added to a POST of JSON bytes. */
export interface ProbeProof {
	headers?: Record<string, string>;
	/** Replaces the query that the address was registered with. */
	query?: Record<string, string>;
}

/** The result of a request to an address. */
export type Answer =
	| { kind: 'answered'; status: number; body: unknown; milliseconds: number }
	| { kind: 'badCertificate'; code: string }
	| { kind: 'unreachable'; code: string };

/** Longer than any vendor waits, so that a slow answer can still be measured. */
const patienceMs = 20_000;

/** Posts to an address of this n8n, and to no other, with this proof. Never throws. */
export async function post(context: IExecuteFunctions, { url, query }: PlacedAddress, body: Buffer, proof: ProbeProof): Promise<Answer> {
	const started = clockMs();
	try {
		const { status, bytes } = await answerTo(context.helpers.httpRequest, {
			method: 'POST',
			url: url.split('?')[0],
			qs: proof.query ?? query,
			headers: { 'content-type': 'application/json', ...proof.headers },
			body,
			timeout: patienceMs,
		});
		return { kind: 'answered', status, body: parseAnswer(bytes), milliseconds: Math.round(clockMs() - started) };
	} catch (error) {
		const code = networkCode(error) ?? blockedReason(error) ?? 'no answer';
		return { kind: isCertificateFailure(code) ? 'badCertificate' : 'unreachable', code };
	}
}

/** What is wrong with a certificate, as the end of a sentence, by the network's error code. */
export const certificateFailures: Record<string, string> = {
	CERT_HAS_EXPIRED: 'has expired: renew it',
	CERT_NOT_YET_VALID: "is not valid yet: check the server's clock",
	DEPTH_ZERO_SELF_SIGNED_CERT: "is self-signed: use one from a public authority, such as Let's Encrypt",
	SELF_SIGNED_CERT_IN_CHAIN: "comes from a private authority (self-signed): use one from a public authority, such as Let's Encrypt",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without its intermediate certificate: install the full chain ("fullchain")',
	UNABLE_TO_GET_ISSUER_CERT: 'comes without its intermediate certificate: install the full chain ("fullchain")',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		'comes from an unknown authority or without its intermediate certificate: install the full chain ("fullchain")',
	ERR_TLS_CERT_ALTNAME_INVALID: 'belongs to another host name: issue one for this name',
};

const isCertificateFailure = (code: string) => code in certificateFailures || /^(ERR_TLS_|ERR_SSL_|CERT_)/.test(code);
