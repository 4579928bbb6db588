import { readFileSync } from 'node:fs';

import type { Certainty, Holding, PersonalField } from '../../../nodes/shared/privacy/personalData';
import { personalNames } from '../../../nodes/shared/privacy/personalNames';
import { ownVendors } from '../support/vendors.mts';

const page = readFileSync('docs/dados-pessoais.md', 'utf8');

const words: Record<Holding, string> = {
	name: 'nome',
	taxId: 'CPF, CNPJ ou outro documento',
	email: 'e-mail',
	phone: 'telefone',
	address: 'endereço',
	text: 'texto livre',
	document: 'arquivo ou link',
	message: 'mensagem',
};
const certainties: Record<Certainty, string> = { certain: 'certo', likely: 'provável', unconfirmed: 'não confirmado' };

/** A beginning ends with a dot where it stands for several events. */
const eventsOf = ({ events }: PersonalField) =>
	events?.map((event) => `\`${event}${event.endsWith('.') ? '*' : ''}\``).join(', ') ?? 'todos';

const rowOf = (field: PersonalField) =>
	`| \`${field.path}\` | ${eventsOf(field)} | ${field.holds.map((holding) => words[holding]).join(', ')} | ${certainties[field.certainty]} |`;

test('docs/dados-pessoais.md: what is found by its name', () => {
	const [line = ''] = page.split('\n').filter((text) => text.startsWith('Pelo nome'));
	expect(line.match(/`[^`]+`/g)).toEqual(personalNames.map((name) => `\`${name}\``));
});

describe.each(ownVendors)('docs/dados-pessoais.md: $identity.displayName', ({ identity, webhook }) => {
	const { fields, kept } = webhook.personalData;
	const section = page.split(`\n### ${identity.displayName}\n`)[1]?.split(/\n##/)[0] ?? '';

	test('the table is the list of the code', () => {
		const rows = section.split('\n').filter((line) => line.startsWith('| `'));
		expect(rows).toEqual(fields.map(rowOf));
	});

	test('what is kept is named', () => {
		const [line = ''] = section.split('\n').filter((text) => text.startsWith('Fica sempre'));
		expect(line.match(/`[^`]+`/g)).toEqual(kept.map((name) => `\`${name}\``));
	});
});
