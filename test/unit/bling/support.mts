import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { blingMenus } from '../../../nodes/Bling/api/lists';
import type { TestSandbox } from '../sandbox/support.mts';
import { tokenFor } from '../sandbox/support.mts';
import { callExecute, loadOptionsOf, place } from '../support/contexts.mts';

const node = new Bling();

/** A Bling credential whose token every request carries. */
export const credentialFor = (apiBaseUrl: string, accessToken: string): IDataObject => ({
	clientId: 'test-client-id',
	clientSecret: 'test-client-secret',
	environment: 'custom',
	apiBaseUrl,
	accessToken,
});

interface Run {
	items: IDataObject[];
	/** What left through each output. */
	outputs: IDataObject[][];
	binary: Array<Record<string, IBinaryData> | undefined>;
	hints: unknown[];
}

export type Runner = (resource: string, operation: string, parameters?: IDataObject, input?: IDataObject[]) => Promise<Run>;

type Authenticate = NonNullable<Parameters<typeof place>[0]['authenticate']>;

export const bearer: Authenticate = ({ accessToken }, options) => ({
	...options,
	headers: { ...options.headers, Authorization: `Bearer ${String(accessToken)}` },
});

/** Runs operations in n8n's own context with this credential; options and filters are filled in as the editor does. */
export const runnerFor =
	(credential: IDataObject, authenticate = bearer): Runner =>
	async (resource, operation, parameters = {}, input = [{}]) => {
		const items: INodeExecutionData[] = input.map((json) => ({ json }));
		const target = place({
			type: node,
			parameters: { resource, operation, options: {}, filters: {}, ...parameters },
			credentials: { blingOAuth2Api: credential },
			authenticate,
		});
		const { output, outputs, hints } = await callExecute(target, items);
		const jsons = outputs.map((each) => each.map(({ json }) => json));
		return { items: output.map(({ json }) => json), outputs: jsons, binary: output.map(({ binary }) => binary), hints };
	};

/** A runner for the first company of the sandbox; the sandbox's own limits out of the way, ours stay. */
export async function sandboxRunner(sandbox: TestSandbox): Promise<Runner> {
	await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	const { oauthTokenData } = await tokenFor(sandbox);
	return runnerFor(credentialFor(sandbox.bling, oauthTokenData.access_token));
}

/** What a run was refused with. */
export async function refusalOf(
	run: Promise<unknown>,
): Promise<{ message: string; description: string; itemIndex: unknown; httpCode: unknown }> {
	const error: unknown = await run.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof Error)) throw new Error('it was not refused');
	const { description, context, httpCode } = error as Error & { description?: string; context?: IDataObject; httpCode?: unknown };
	return { message: error.message, description: description ?? '', itemIndex: context?.itemIndex, httpCode };
}

/** The menus of the trigger's options, for the first company of the sandbox. */
export async function triggerMenus(sandbox: TestSandbox) {
	const { oauthTokenData } = await tokenFor(sandbox);
	const credential = credentialFor(sandbox.bling, oauthTokenData.access_token);
	const context = loadOptionsOf(place({ type: new BlingTrigger(), credentials: { blingOAuth2Api: credential }, authenticate: bearer }));
	return { deposits: await blingMenus.getDeposits.call(context), stores: await blingMenus.getStores.call(context) };
}
