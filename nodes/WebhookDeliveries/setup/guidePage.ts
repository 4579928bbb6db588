import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { PlacedAddress } from '../../instance/ownTrigger';
import { publishedAddresses, vendorCredential } from '../../instance/ownTrigger';
import type { Call, Operation } from '../../shared/operations/operation';
import type { SetupGuide } from '../../shared/operations/setupGuide';
import { level, warningOf } from '../../shared/operations/setupGuide';
import { inPortuguese } from '../../shared/portuguese';
import type { Block } from '../forms/content';
import { accountIn } from './accounts';
import { showPage } from './page';

const fields: INodeProperties[] = [
	{
		displayName: 'Account Name',
		name: 'accountName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Matriz',
		description: 'Your name for the account to set up',
	},
	{
		displayName: 'Account',
		name: 'account',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
		description: "The account as its webhooks name it, if known; for a shop's address, its host is used",
	},
	{
		displayName: 'Next Address',
		name: 'nextAddress',
		type: 'string',
		default: '={{ $execution.resumeUrl }}',
		required: true,
		description: 'Where the button "Já configurei" posts to: the resume URL, followed by a Wait node',
	},
];

/**
 * Webhook → Guide: answers a form of a Form Page Trigger with a page of setup steps. The item
 * passes on with what "Delivery → Wait for First" needs; if nothing can be set up, no item leaves
 * and the page says why.
 */
export function guideOperation<Api>(vendor: string, guide: SetupGuide): Operation<Api> {
	return {
		name: 'Guide',
		value: 'guide',
		action: 'Guide a person through the setup of a webhook',
		description: 'Show the addresses, the steps in Portuguese and what to do next, as the answer to a form',
		notForAgents: true,
		fields,
		run: async (call) => await run(call, vendor, guide),
	};
}

async function run(call: Call<unknown>, vendor: string, guide: SetupGuide): Promise<IDataObject | IDataObject[]> {
	const { context, param, itemIndex } = call;
	const accountName = param.text('accountName');
	const address = param.text('nextAddress');
	const account = accountIn(param.optionalText('account') ?? '');
	const refuse = (title: string, message: string) => {
		showPage(context, { title, message, content: [] });
		return [];
	};
	if (accountName.length > 100 || !/^[\w.:-]{0,100}$/.test(account)) {
		return refuse(
			'Confira o nome e o código da conta',
			'O nome tem até 100 caracteres; o código, só letras, números, ponto, dois-pontos e hífen. Volte, corrija e envie de novo. Nada foi gravado.',
		);
	}
	const credential = await vendorCredential(context, guide.credential, itemIndex);
	const addresses = await publishedAddresses(call, guide, credential);
	if (addresses.length === 0) {
		return refuse(
			`Nenhum workflow publicado tem o gatilho ${inPortuguese(guide).of}`,
			'No n8n, publique o workflow que vai receber os webhooks. Depois, volte e envie de novo. Nada foi gravado.',
		);
	}
	showPage(context, {
		title: `Passo 2 de 3: configurar ${inPortuguese(guide).at}`,
		message: 'Copie o endereço e siga os passos. Deixe esta página aberta.',
		content: [...contentOf(guide, addresses, credential), ...(account === '' ? [anyAccount] : [])],
		next: { address, button: 'Já configurei' },
	});
	return { vendor, accountName, account, since: new Date().toISOString() };
}

const anyAccount: Block = {
	paragraph:
		'Atenção: o código da conta ficou em branco, por isso a primeira entrega de qualquer conta deste fornecedor vai confirmar a configuração.',
};

type Credential = Awaited<ReturnType<typeof vendorCredential>>;

function contentOf(guide: SetupGuide, addresses: PlacedAddress[], credential: Credential): Block[] {
	const triggers = [...new Set(addresses.map(({ trigger }) => trigger))];
	return [
		{ heading: addresses.length > 1 ? 'Endereços para copiar' : 'Endereço para copiar' },
		...triggers.flatMap((trigger) =>
			addressBlocks(
				guide,
				credential,
				addresses.filter((one) => one.trigger === trigger),
			),
		),
		...(guide.panel ? [{ link: guide.panel.url, label: guide.panel.label }] : []),
		{ heading: 'Passo a passo' },
		{ steps: guide.guideSteps },
		{ heading: 'Eventos' },
		{ table: guide.guideEvents.map((event): [string, string] => [event.panelName, `${level(event)}: ${event.why}`]) },
		{ heading: 'Atenção' },
		{ list: guide.guideNotes },
		{ heading: 'Depois: provoque uma entrega' },
		{ paragraph: 'Só uma entrega de verdade prova que o caminho do fornecedor até aqui funciona.' },
		...(guide.provoke === undefined ? [] : [{ paragraph: guide.provoke }]),
		{ paragraph: 'Depois, clique em "Já configurei": o assistente espera alguns segundos pela primeira entrega.' },
	];
}

/** Whose addresses these are, then the addresses of each trigger. */
function addressBlocks(guide: SetupGuide, credential: Credential, addresses: PlacedAddress[]): Block[] {
	const [{ trigger }] = addresses;
	const { credentialName, name, workflowName } = trigger;
	return [
		{ paragraph: `Conta "${credentialName ?? 'sem credencial'}", nó "${name}" do workflow "${workflowName}"` },
		...addresses.flatMap(({ label, url }): Block[] => {
			const warning = warningOf({ url });
			const form = guide.formFields?.(url, credential, trigger) ?? [];
			return [
				{ label: `${label}:`, code: url },
				...(warning === undefined ? [] : [{ paragraph: `Atenção: ${warning}` }]),
				...(form.length === 0 ? [] : [{ table: form.map((one): [string, string] => [one.label, one.value]) }]),
			];
		}),
	];
}
