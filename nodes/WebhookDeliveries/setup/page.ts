import type { IExecuteFunctions } from 'n8n-workflow';

import type { Block } from '../forms/content';
import { renderContent } from '../forms/content';
import { formHeaders, renderFormPage } from '../forms/page';

interface SetupPage {
	title: string;
	message: string;
	content: Block[];
	/** The button at the bottom and where it posts to; omitted on the last page. */
	next?: { address: string; button: string };
}

/** A second click is answered by n8n itself, with JSON, before any node runs, and the page may not contain scripts. */
const once: Block = {
	paragraph:
		'Clique só uma vez e espere a próxima página, que pode levar até um minuto. Se aparecer um texto em inglês com o código 404, 409 ou 500, esta etapa já tinha sido enviada: abra o assistente de novo.',
};

/** Responds with a page to the request that started or resumed this execution. */
export function showPage(context: IExecuteFunctions, { title, message, content, next }: SetupPage): void {
	const form = next && { fields: [], button: next.button, address: next.address, token: '' };
	context.sendResponse({
		body: renderFormPage({ title, message, content: renderContent(next === undefined ? content : [...content, once]), form }),
		headers: formHeaders,
		statusCode: 200,
	});
}
