import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { DocumentKind } from '../../../shared/http/documents';
import { fileNameOf, isDocument } from '../../../shared/http/documents';
import { binaryField } from '../../../shared/operations/fields';
import { gunzip, largestInflated } from '../../../shared/http/inflate';
import { Items } from '../../../shared/operations/operation';
import type { BlingApi } from '../../api/api';
import type { BlingOperation } from '../operation';
import type { InvoiceKind } from './kind';
import { invoiceId } from './kind';

const accessKey = z.object({ chaveAcesso: z.string().regex(/^\d{44}$/) });
const documents = z.object({
	data: z
		.array(z.object({ nome: z.string().catch(''), conteudo: z.string().min(1) }))
		.min(1)
		.max(10),
});

const mimeTypes = { pdf: 'application/pdf', xml: 'application/xml' } as const;

/**
 * GET /nfe/documento/{chaveAcesso}?formato=: the document, gzipped in base64. The links in an
 * invoice are not followed, as they may lead anywhere. Source: docs/facts/bling.md §4.8 and the
 * published description; for NFC-e unconfirmed.
 */
export const getDocument = ({ path, label }: InvoiceKind): BlingOperation => ({
	name: 'Get Document',
	value: 'getDocument',
	action: `Get the document of an ${label}`,
	description: `Get the PDF (DANFE) or XML of an ${label} as a file`,
	fields: [
		invoiceId(path),
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: [
				{ name: 'PDF (DANFE)', value: 'pdf' },
				{ name: 'XML', value: 'xml' },
			],
			default: 'pdf',
			description: 'Which document to get',
		},
		binaryField,
	],
	async run({ api, param, context, itemIndex }) {
		const format = param.choice('format', ['pdf', 'xml']);
		const field = param.text('binaryField');
		const id = param.id('invoiceId');
		const invoice = accessKey.safeParse(await api.object(`${path}/${id}`));
		if (!invoice.success) {
			throw new NodeOperationError(context.getNode(), `The ${label} ${id} has no access key yet`, {
				itemIndex,
				description: 'Documents exist once it is authorized ("Autorizada"). Try again after the next invoice event.',
			});
		}
		const { chaveAcesso } = invoice.data;
		const answer = await api.ask({ method: 'GET', path: `/nfe/documento/${chaveAcesso}`, query: { formato: format } }, documents);
		const items = [];
		let left = largestInflated;
		for (const { nome, conteudo } of answer.data) {
			const fileName = fileNameOf(nome, format) ?? `${chaveAcesso}.${format}`;
			const bytes = await gunzip(Buffer.from(conteudo, 'base64'), left);
			if (bytes === undefined || !isDocument(format, bytes)) throw noDocument(api, format);
			left -= bytes.length;
			const file = await context.helpers.prepareBinaryData(bytes, fileName, mimeTypes[format]);
			items.push({ json: { invoiceId: id, accessKey: chaveAcesso, fileName }, binary: { [field]: file } });
		}
		return new Items(items);
	},
});

const noDocument = (api: BlingApi, format: DocumentKind) =>
	api.failed({
		message: `The document that Bling sent is not a valid ${format.toUpperCase()} file`,
		description:
			'It is not gzipped as documented, another kind of file, or larger than 64 MiB. Nothing was stored. Try again later, or download the document in Bling.',
	});
