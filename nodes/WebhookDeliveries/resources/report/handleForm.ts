import type { IDataObject } from 'n8n-workflow';

import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import { vendors } from '../../../vendors';
import { vendorsAfter } from '../../report/offered';
import { handleAction, handled } from './handleAction';

const done = 'Done';

/** What is to be rebuilt if no node of its vendor follows this one: otherwise nobody would report its outcome. */
function answered({ context }: InstanceApi, json: IDataObject): IDataObject {
	const output = outputOf(json);
	const { name } = context.getNode();
	if (output === done || vendorsAfter(context, name).includes(String(json.vendor))) return json;
	const message = `Este painel não envia eventos de ${output}: nenhum nó ${output} vem depois da saída "${output}" do nó "${name}". Nada foi enviado.`;
	return { ...json, ok: false, message };
}

/** The vendor's output receives what is to be rebuilt with its node. */
const outputOf = ({ action, ok, vendor }: IDataObject): string =>
	(action === 'manual' && ok === true && vendors.find((one) => one.vendor === vendor)?.displayName) || done;

/** Like version 0.1's single-output operation, but with an additional output for each vendor. */
export const handleForm: Operation<InstanceApi> = {
	...handleAction,
	name: 'Process Form',
	value: 'handleForm',
	internal: true,
	action: 'Process a form of the panel',
	description: 'Check a form sent from the page and act on it. Used by the bundled panel workflow.',
	outputs: [done, ...vendors.map(({ displayName }) => displayName)],
	async run(call) {
		const { api, param } = call;
		const json = answered(api, await handled(api, param));
		return new Outputs({ [outputOf(json)]: [{ json }] });
	},
};
