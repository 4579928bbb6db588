import type { ICredentialDataDecryptedObject, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Call, Operation } from './operation';
import { Items } from './operation';
import type { OwnTrigger, TriggerPlace } from '../../instance/ownTrigger';
import { addressesOfWorkflow, vendorCredential, workflowField } from '../../instance/ownTrigger';
import type { Named } from '../portuguese';
import { inPortuguese } from '../portuguese';
import { escapeHtml } from '../trigger/page';
import { unreachableReason } from '../trigger/preflight';

/** One event that can be turned on at the vendor. */
export interface GuideEvent {
	/** The vendor's event name. */
	event: string;
	/** The panel's name for it. */
	panelName: string;
	required: boolean;
	/** In Portuguese: why it is needed or when it helps. */
	why: string;
}

/** A field of the vendor's form and what to enter in it. */
export interface FormField {
	label: string;
	value: string;
}

/**
 * How a webhook is set up at a vendor: the content of "Webhook → Get Setup Steps", in Portuguese
 * with the panel's own labels.
 */
export interface SetupGuide extends TriggerPlace, Named {
	/** Link to the vendor's panel, if its address is known. */
	panel?: { label: string; url: string };
	/** One step each. */
	guideSteps: string[];
	guideEvents: GuideEvent[];
	guideNotes: string[];
	/** A sentence: what to do at the vendor to cause a delivery. */
	provoke?: string;
	/**
	 * All addresses of a trigger with several, derived from one that was entered. Undefined if that
	 * is not such a trigger's address.
	 */
	addressesFrom?(url: string, credential: ICredentialDataDecryptedObject): Array<Pick<Registration, 'label' | 'url'>> | undefined;
	/**
	 * The vendor's form, if it asks for more than the address. Secrets are masked. `trigger` is
	 * undefined for an entered address, as its settings are unknown.
	 */
	formFields?(url: string, credential: ICredentialDataDecryptedObject, trigger: OwnTrigger | undefined): FormField[];
}

interface Registration {
	label: string;
	url: string;
	fields: FormField[];
}

const addressFields: INodeProperties[] = [
	{
		displayName: 'Address',
		name: 'addressFrom',
		type: 'options',
		options: [
			{ name: 'Entered', value: 'entered', description: 'Copied from the trigger: its Production URL' },
			{
				name: 'Of a Workflow of This N8n',
				value: 'workflow',
				description: 'Found through the "N8n Instance API" credential',
			},
		],
		default: 'workflow',
		description: 'Which address to use in the instructions',
	},
	{ ...workflowField, displayOptions: { show: { addressFrom: ['workflow'] } } },
	{
		displayName: 'Production URL',
		name: 'webhookUrl',
		type: 'string',
		displayOptions: { show: { addressFrom: ['entered'] } },
		default: '',
		required: true,
		placeholder: 'e.g. https://n8n.minhaloja.com.br/webhook/…',
		description: 'The Production URL shown in the trigger node',
	},
];

/**
 * Webhook → Get Setup Steps: what to register at the vendor and how, as data, as a checklist to
 * copy and as a page to read.
 */
export function prepareOperation<Api>(guide: SetupGuide): Operation<Api> {
	return {
		name: 'Get Setup Steps',
		value: 'prepare',
		action: 'Get the setup steps of a webhook',
		description: "Get the addresses, the steps in the vendor's panel (in Portuguese) and a checklist to copy",
		fields: addressFields,
		async run(call) {
			const registrations = await registrationsOf(call, guide);
			const html = renderGuide(guide, registrations);
			const file = `guia-${guide.displayName.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.html`;
			const guidePage = await call.context.helpers.prepareBinaryData(Buffer.from(html), file, 'text/html');
			return new Items([{ json: describe(guide, registrations), binary: { guide: guidePage } }]);
		},
	};
}

async function registrationsOf(call: Call<unknown>, guide: SetupGuide): Promise<Registration[]> {
	const { context, param, itemIndex } = call;
	const credential = await vendorCredential(context, guide.credential, itemIndex);
	const registration = ({ label, url, trigger }: Pick<Registration, 'label' | 'url'> & { trigger?: OwnTrigger }): Registration => ({
		label,
		url,
		fields: guide.formFields?.(url, credential, trigger) ?? [],
	});
	if (param.choice('addressFrom') === 'entered') {
		const url = param.text('webhookUrl');
		if (!/^https?:\/\/\S+$/i.test(url)) param.refuse('webhookUrl', 'is not an address', "Copy the trigger's Production URL.");
		const addresses = guide.addressesFrom ? guide.addressesFrom(url, credential) : [{ label: guide.displayName, url }];
		return (
			addresses?.map(registration) ??
			param.refuse('webhookUrl', `is not an address of the ${guide.displayName} trigger`, "Copy the trigger's Production URL.")
		);
	}
	return (await addressesOfWorkflow(call, guide, credential)).map(registration);
}

/** In Portuguese: that the vendor cannot reach an address. Undefined for a public one. */
export const warningOf = ({ url }: Pick<Registration, 'url'>): string | undefined =>
	unreachableReason(url) === undefined
		? undefined
		: 'Este endereço não é https público: o fornecedor não consegue acessá-lo. Configure WEBHOOK_URL no n8n com o endereço público, reinicie o n8n, publique de novo e gere este guia outra vez. Como está, só serve para testes nesta máquina, com o sandbox.';

/** Whether an event is needed, in Portuguese. */
export const level = ({ required }: GuideEvent) => (required ? 'obrigatório' : 'opcional');

function describe(guide: SetupGuide, registrations: Registration[]): IDataObject {
	return {
		vendor: guide.displayName,
		addresses: registrations.map((registration) => {
			const { label, url, fields } = registration;
			const warning = warningOf(registration);
			return {
				label,
				url,
				...(warning === undefined ? {} : { warning }),
				...(fields.length > 0 ? { fields: fields.map((field) => ({ ...field })) } : {}),
			};
		}),
		panel: guide.panel ? { ...guide.panel } : null,
		steps: guide.guideSteps,
		events: guide.guideEvents.map((event) => ({ event: event.event, panelName: event.panelName, level: level(event), why: event.why })),
		notes: guide.guideNotes,
		checklist: checklist(guide, registrations),
	};
}

/** Plain text (Markdown task list) for a ticket or a message. */
function checklist(guide: SetupGuide, registrations: Registration[]): string {
	const { panel, guideSteps, guideEvents, guideNotes } = guide;
	return [
		`Webhooks ${inPortuguese(guide).of} → n8n`,
		...(panel ? [`${panel.label}: ${panel.url}`] : []),
		'',
		...registrations.flatMap((registration) => [
			`URL (${registration.label}): ${registration.url}`,
			...[warningOf(registration) ?? []].flat().map((warning) => `  Atenção: ${warning}`),
			...registration.fields.map((field) => `  ${field.label}: ${field.value}`),
		]),
		'',
		...guideSteps.map((step) => `- [ ] ${step}`),
		'',
		'Eventos:',
		...guideEvents.map((event) => `- [ ] ${event.panelName} (${event.event}), ${level(event)}: ${event.why}`),
		'',
		...guideNotes.map((note) => `Atenção: ${note}`),
	].join('\n');
}

const renderRegistration = (registration: Registration) => {
	const { label, url, fields } = registration;
	const warning = warningOf(registration);
	return `<li>${escapeHtml(label)}: <code>${escapeHtml(url)}</code>${warning === undefined ? '' : `<p><strong>${escapeHtml(warning)}</strong></p>`}${
		fields.length > 0
			? `<table>${fields.map((field) => `<tr><th scope="row">${escapeHtml(field.label)}</th><td><code>${escapeHtml(field.value)}</code></td></tr>`).join('')}</table>`
			: ''
	}</li>`;
};

function renderGuide(guide: SetupGuide, registrations: Registration[]): string {
	const { panel, guideSteps, guideEvents, guideNotes } = guide;
	const list = (texts: string[]) => texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n');
	const panelLink = panel
		? `<p><a href="${escapeHtml(panel.url)}" target="_blank" rel="noopener noreferrer">${escapeHtml(panel.label)}</a></p>`
		: '';
	return `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webhooks ${escapeHtml(inPortuguese(guide).of)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #fff; }
code, textarea { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }
textarea { width: 100%; box-sizing: border-box; }
</style>
</head>
<body>
<h1>Configurar os webhooks ${escapeHtml(inPortuguese(guide).of)}</h1>
${panelLink}
<h2>Endereço</h2>
<ul>
${registrations.map(renderRegistration).join('\n')}
</ul>
<h2>Passo a passo</h2>
<ol>
${list(guideSteps)}
</ol>
<h2>Eventos</h2>
<table>
<thead><tr><th scope="col">No painel</th><th scope="col">Evento</th><th scope="col">Obrigatório?</th><th scope="col">Para quê</th></tr></thead>
<tbody>
${guideEvents
	.map(
		(event) => `<tr>${[event.panelName, event.event, level(event), event.why].map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`,
	)
	.join('\n')}
</tbody>
</table>
<h2>Atenção</h2>
<ul>
${list(guideNotes)}
</ul>
<h2><label for="checklist">Checklist para copiar</label></h2>
<textarea id="checklist" rows="20" readonly>${escapeHtml(checklist(guide, registrations))}</textarea>
</body>
</html>
`;
}
