import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { clockMs } from '../../shared/clock';
import { endpoints } from '../endpoints/endpoints';
import type { DeliveryRecord } from '../history/records';
import { isFailure, records } from '../history/records';
import type { Block } from '../forms/content';
import { shown } from '../report/texts';

/** Whose first delivery to wait for. */
export interface Awaited {
	vendor: string;
	/** Undefined for any account of the vendor. */
	account: string | undefined;
	/** ISO 8601. */
	since: string;
}

const pauseMs = 2_000;

/**
 * The vendor's own first delivery since then, searched for until the time runs out; undefined if
 * none came. Resends by this n8n do not prove that the vendor can reach it.
 */
export async function firstDelivery(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	awaited: Awaited,
	seconds: number,
): Promise<DeliveryRecord | undefined> {
	const end = clockMs() + seconds * 1000;
	for (;;) {
		const found = await look(api, workflows, awaited);
		if (found !== undefined || clockMs() + pauseMs > end) return found;
		await sleep(pauseMs);
	}
}

async function look(api: InstanceApi, workflows: TrackedWorkflow[], { vendor, account, since }: Awaited) {
	let first: DeliveryRecord | undefined;
	for await (const record of records({ api, workflows, recoveryDepth: 0 }, { after: since })) {
		const isGenuine = record.vendor === vendor && !record.isRepetition;
		if (isGenuine && (account === undefined || record.account === account)) first = record;
	}
	return first;
}

/** What a delivery is, in Portuguese. */
export function arrivedText({ event, reference, account, status, row, errorMessage }: DeliveryRecord): string {
	const parts = [
		`A primeira entrega chegou em ${shown(row.startedAt, 'dd/MM/yyyy HH:mm:ss')}: ${event ?? 'evento desconhecido'}`,
		...(reference === null ? [] : [`referência ${reference}`]),
		...(account === null ? [] : [`conta ${account}`]),
	];
	const outcome = isFailure(status)
		? `Mas o workflow falhou ao processá-la (${errorMessage === null ? 'sem mensagem' : `"${errorMessage}"`}): abra a execução ${row.id} no n8n.`
		: 'O workflow a recebeu.';
	return `${parts.join(', ')}. ${outcome}`;
}

/** Why nothing came, as far as this n8n can tell. */
export interface Diagnosis {
	/** A sentence. */
	cause: string;
	content: Block[];
	endpoints: IDataObject[];
}

/** Checks the vendor's triggers: deliveries of other accounts, refusals, and whether they answer at all. */
export async function diagnose(api: InstanceApi, workflows: TrackedWorkflow[], { vendor, account, since }: Awaited): Promise<Diagnosis> {
	const period = { after: since, before: new Date().toISOString() };
	const request = { period, expected: [], silentHours: 24, failureRateLimit: 1, maxExecutions: 1000, testCredentials: false };
	const ofVendor = workflows.filter(({ triggers }) => triggers.some(({ type }) => type.vendor === vendor));
	const rows = (await endpoints(api, ofVendor, request)).filter((row) => row.vendor === vendor);
	// One row per account and resource; people look for the trigger, the published one first.
	const byTrigger = [...new Map(rows.map((row) => [JSON.stringify([row.workflowId, row.trigger]), row])).values()];
	const isUnpublished = ({ status }: IDataObject) => Number(status === 'unpublished');
	const lines = byTrigger
		.sort((a, b) => isUnpublished(a) - isUnpublished(b))
		.map((row): [string, string] => [
			`${String(row.trigger)} (${String(row.workflowName)})`,
			`${row.status === 'unpublished' ? 'não publicado, ou o endereço não responde' : 'publicado e responde'}${isAfter(row.lastRefusedAt, since) ? '; recusou uma entrega' : ''}`,
		]);
	return { cause: causeOf(rows, account, since), content: [{ table: lines }], endpoints: rows };
}

const isAfter = (at: unknown, since: string) => typeof at === 'string' && Date.parse(at) >= Date.parse(since);

function causeOf(rows: IDataObject[], account: string | undefined, since: string): string {
	const other = rows.find((row) => isAfter(row.lastDeliveryAt, since) && row.account !== account);
	if (account !== undefined && other !== undefined)
		return `Chegou uma entrega de outra conta: ${String(other.account)}. Se a conta certa é essa, abra o assistente de novo com esse código.`;
	if (rows.length === 0 || rows.every(({ status }) => status === 'unpublished'))
		return 'Nenhum workflow publicado recebe entregas deste fornecedor: publique o workflow do gatilho.';
	if (rows.some((row) => isAfter(row.lastRefusedAt, since)))
		return 'Chegou uma entrega, mas foi recusada: o segredo da credencial no n8n é diferente do que o fornecedor usa. Corrija um dos dois e provoque outra entrega.';
	return 'O n8n não recusou nada: a entrega não saiu do fornecedor ou não chegou até aqui (firewall, bloqueio por país, endereço errado no painel). Confira se o endereço foi colado inteiro e se o evento está ativado no painel. A operação "Webhook → Test" do nó do fornecedor confere o certificado e o segredo.';
}
