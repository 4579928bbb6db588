import type { PublishedApi } from '../../../shared/operations/apiOperation/published';
import { apiOperation as anyOperation } from '../../../shared/operations/apiOperation';
import { Contract } from '../../../shared/operations/apiOperation/contract';
import type { PlacedRequest } from '../../../shared/operations/apiOperation/request';
import type { Resource } from '../../../shared/operations/operation';
import type { DocumentKind } from '../../../shared/http/documents';
import { anything } from '../../api/answers';
import type { NfeIoRequest } from '../../api/api';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { words } from './words';

async function load(): Promise<Contract> {
	const file: { default: unknown } = await import('../../../../contracts/nfeio.json');
	const exceptions: { default: unknown } = await import('../../../../contracts/nfeio.exceptions.json');
	return new Contract(file.default, exceptions.default, ({ method, path, body }) => {
		// A body that is not JSON is a form with a file, which this node does not send.
		const takesFile = body !== undefined && Object.keys(body.schema).length === 0;
		return !takesFile && refusal(method, path) === undefined;
	});
}

/** Version 1 is api.nfe.io, all else api.nfse.io (docs/facts/nfeio.md §4.4). */
const placed = (request: PlacedRequest): NfeIoRequest => ({ ...request, host: request.path.startsWith('/v1/') ? 'invoices' : 'webhooks' });

function refusal(method: string, path: string) {
	if (method !== 'DELETE' || !/^\/v2\/webhooks\/?$/i.test(path)) return undefined;
	return {
		problem: 'would delete all webhooks of the account',
		advice: 'Other systems would lose theirs. Delete a single webhook by its ID.',
	};
}

/** Documents of these are behind a redirect or a link (docs/facts/nfeio.md §4.4). */
function documentOf({ path, binary }: PlacedRequest): DocumentKind | undefined {
	const [, kind] = (binary && /[/-](pdf|xml)$/.exec(path)) || [];
	return kind === 'pdf' || kind === 'xml' ? kind : undefined;
}

/** Everything that NFE.io publishes of the APIs in contracts/nfeio.json. */
export const publishedByNfeIo: PublishedApi<NfeIoApi> = {
	vendor: 'NFE.io',
	placeholder: 'e.g. GET /v2/companies/{companyId}/inbound/nfse',
	load,
	words,
	paging: { page: 'pageIndex', size: 'pageCount', most: 50 },
	async send({ api }, request) {
		const call = placed(request);
		const kind = documentOf(request);
		if (kind) {
			const body = await api.download(call, kind);
			return { status: 200, headers: { 'content-type': `application/${kind}` }, body };
		}
		const answer = await api.answer(call);
		const { body } = answer;
		return Buffer.isBuffer(body) ? answer : { ...answer, body: withoutSecrets(api.documented(body, anything, call)) };
	},
	clean: withoutSecrets,
	undocumented: ({ api }, request) => api.undocumented(placed(request)),
	refusal,
};

export const apiOperation: Resource<NfeIoApi> = anyOperation(publishedByNfeIo);
