import type { IAllExecuteFunctions } from 'n8n-workflow';

import type { DocumentKind } from '../../shared/http/documents';
import { VendorApi } from '../../shared/http/transport';
import { webhookApi } from '../webhook/webhookApi';
import type { NfeIoRequest } from './api';
import { nfeIoRules } from './api';
import { download } from './download';

/** NFE.io for one input item, for a hook (registration) and for the editor's lists. */
export class NfeIoApi extends VendorApi<NfeIoRequest> {
	readonly webhooks = webhookApi(this);

	constructor(context: IAllExecuteFunctions, itemIndex = 0) {
		super(nfeIoRules, context, itemIndex);
	}

	/** A document from a link of NFE.io, fetched without the API key. */
	async download(place: Pick<NfeIoRequest, 'host' | 'path'>, kind: DocumentKind): Promise<Buffer> {
		return await download(this, place, kind);
	}
}
