import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { verifyBasic } from '../../shared/trigger/signature';
import type { FormField } from './fields';
import { readAnswers, readFields } from './fields';
import { formHeaders, renderFormPage } from './page';
import type { TokenVerdict } from './token';
import { pageToken, verifyPageToken } from './token';

/** The name of the credential type that holds a form's user and password. */
const formAccessCredential = 'formAccessApi';

const accessSchema = z.object({ user: z.string().min(1), password: z.string().min(1) });

type Access = z.infer<typeof accessSchema>;

interface Form {
	title: string;
	description: string;
	button: string;
	fields: FormField[];
}

const refused: Record<Exclude<TokenVerdict, 'valid'>, string> = {
	expired: 'O formulário expirou (vale por 30 minutos). Confira os campos e envie de novo. Nada foi lido nem gravado.',
	forged: 'Este formulário não foi enviado por esta página. Se foi você, confira os campos e envie de novo. Nada foi lido nem gravado.',
};

/**
 * Shows the form (GET), or takes what was filled in (POST) if password and token are right;
 * otherwise no execution starts. Never throws, because n8n would then start an execution.
 */
export async function receiveForm(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const access = accessSchema.parse(await context.getCredentials(formAccessCredential));
		return serve(context, access, formOf(context));
	} catch (error) {
		context.logger.error(`The form of "${context.getNode().name}" cannot be shown`, { error });
		return say(
			context,
			503,
			'Não foi possível mostrar o formulário: confira a credencial e os campos do nó no n8n. Nada foi lido nem gravado.',
		);
	}
}

function serve(context: IWebhookFunctions, access: Access, form: Form): IWebhookResponseData {
	const { headers, rawBody } = context.getRequestObject();
	if (!verifyBasic(access, headers.authorization).ok) return say(context, 401, 'Informe o usuário e a senha.');
	const bound = [context.getWorkflow().id ?? '', textOf(context, 'path'), access.user];
	const show = (status: number, problem?: string, filledIn?: URLSearchParams) => {
		const token = pageToken(access.password, bound);
		const { title, description, button, fields } = form;
		return send(
			context,
			status,
			renderFormPage({
				title,
				message: description,
				problem,
				form: { fields, button, token, address: '', filledIn },
			}),
		);
	};
	if (context.getWebhookName() === 'setup') return show(200);
	const posted = new URLSearchParams(rawBody?.toString('utf8') ?? '');
	const verdict = verifyPageToken(access.password, bound, posted.get('token'));
	// What a foreign page filled in is dropped: the person could send it by mistake.
	if (verdict !== 'valid') return show(403, refused[verdict], verdict === 'expired' ? posted : undefined);
	const read = readAnswers(form.fields, posted);
	if (!read.ok) return show(400, `${read.problem}. Nada foi lido nem gravado.`, posted);
	return { workflowData: [[{ json: { ...read.answers, submittedAt: new Date().toISOString() } }]] };
}

function formOf(context: IWebhookFunctions): Form {
	const fields = readFields(context.getNodeParameter('formFields.values', []));
	if (fields === undefined)
		throw new NodeOperationError(context.getNode(), 'The field "Form Fields" has an entry without a label or with an unknown type');
	return {
		title: textOf(context, 'formTitle'),
		description: textOf(context, 'formDescription'),
		button: textOf(context, 'buttonLabel') || 'Enviar',
		fields,
	};
}

const textOf = (context: IWebhookFunctions, name: string) => String(context.getNodeParameter(name, '')).trim();

const say = (context: IWebhookFunctions, status: number, message: string) =>
	send(context, status, renderFormPage({ title: 'Formulário', message }));

function send(context: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="Formulario", charset="UTF-8"' } : {};
	context
		.getResponseObject()
		.status(status)
		.set({ ...formHeaders, ...challenge })
		.send(page);
	return { noWebhookResponse: true };
}
