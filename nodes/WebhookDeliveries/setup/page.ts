import type { IExecuteFunctions } from 'n8n-workflow';

import type { Block } from '../forms/content';
import { renderContent } from '../forms/content';
import { formHeaders, renderFormPage } from '../forms/page';

interface SetupPage {
	title: string;
	message: string;
	content: Block[];
	/** The button below it, and where it posts to; left out on a last page. */
	next?: { address: string; button: string };
}

/** Answers the request that started or resumed this execution with a page. */
export function showPage(context: IExecuteFunctions, { title, message, content, next }: SetupPage): void {
	const form = next && { fields: [], button: next.button, address: next.address, token: '' };
	context.sendResponse({
		body: renderFormPage({ title, message, content: renderContent(content), form }),
		headers: formHeaders,
		statusCode: 200,
	});
}
