import type { IExecuteFunctions } from 'n8n-workflow';
import type { z } from 'zod';

import type { DocumentKind } from '../../shared/http/documents';
import type { NfeIoRequest } from './api';
import { nfeIoAnswer } from './api';
import { download } from './download';
import { webhookApi } from '../webhook/webhookApi';

/** NFE.io as the operations of one input item see it. */
export interface NfeIo {
	webhooks: ReturnType<typeof webhookApi>;
	/** The answer as NFE.io documents it. */
	ask<Schema extends z.ZodTypeAny>(request: NfeIoRequest, schema: Schema): Promise<z.output<Schema>>;
	/** A document from where NFE.io points to, without the API key. */
	download(place: Pick<NfeIoRequest, 'host' | 'path'>, kind: DocumentKind): Promise<Buffer>;
}

/** NFE.io's API for one input item; errors name that item. */
export const nfeIoClient = (context: IExecuteFunctions, itemIndex: number): NfeIo => ({
	webhooks: webhookApi(context, itemIndex),
	ask: async (request, schema) => await nfeIoAnswer(context, request, schema, itemIndex),
	download: async (place, kind) => await download({ context, itemIndex }, place, kind),
});
