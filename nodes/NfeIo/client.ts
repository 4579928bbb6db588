import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { NfeIoRequest } from './api';
import { nfeIoFind, nfeIoObject } from './api';
import type { File } from './download';
import { download } from './download';
import { webhookApi } from './webhookApi';

/** NFE.io as the operations of one input item see it. */
export interface NfeIo {
	webhooks: ReturnType<typeof webhookApi>;
	object(request: NfeIoRequest): Promise<IDataObject>;
	/** Undefined for 404. */
	find(request: NfeIoRequest): Promise<IDataObject | undefined>;
	/** A document from where NFE.io points to, without the API key. */
	download(place: Pick<NfeIoRequest, 'host' | 'path'>): Promise<File>;
}

/** NFE.io's API for one input item; errors name that item. */
export const nfeIoClient = (context: IExecuteFunctions, itemIndex: number): NfeIo => ({
	webhooks: webhookApi(context, itemIndex),
	object: async (request) => await nfeIoObject(context, request, itemIndex),
	find: async (request) => await nfeIoFind(context, request, itemIndex),
	download: async (place) => await download(context, place, itemIndex),
});
