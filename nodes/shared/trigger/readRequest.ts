import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { IncomingRequest } from './vendor';

/**
 * The request as it arrived. Undefined if the body cannot be decompressed (its content encoding is
 * unknown or wrong): then nothing can be verified.
 */
export async function readRequest(context: IWebhookFunctions): Promise<IncomingRequest | undefined> {
	const request = context.getRequestObject();
	// n8n has read JSON, form, text and XML bodies; any other content type is still in the socket
	// (typeVersion above 1).
	if (request.rawBody === undefined) {
		try {
			await request.readRawBody();
		} catch {
			return undefined;
		}
	}
	const { webhookId = '' } = context.getNode();
	return {
		path: request.path,
		route: request.path.split(`/${webhookId}/`)[1] ?? '',
		webhookId,
		headers: request.headers,
		query: z.record(z.string(), z.unknown()).catch({}).parse(request.query) as IDataObject,
		rawBody: request.rawBody ?? Buffer.alloc(0),
	};
}
