import { readFileSync } from 'node:fs';

import type { Certainty, Holding, PersonalField } from '../../../nodes/shared/privacy/personalData';
import { personalNames } from '../../../nodes/shared/privacy/personalNames';
import { ownVendors } from '../support/vendors.mts';

interface Words {
	language: string;
	holds: Record<Holding, string>;
	certainties: Record<Certainty, string>;
	all: string;
	byName: string;
	kept: string;
}
const languages: Words[] = [
	{
		language: 'en',
		holds: {
			name: 'name',
			taxId: 'CPF, CNPJ or other document',
			email: 'email',
			phone: 'phone',
			address: 'address',
			text: 'free text',
			document: 'file or link',
			message: 'message',
		},
		certainties: { certain: 'certain', likely: 'likely', unconfirmed: 'unconfirmed' },
		all: 'all',
		byName: 'By name',
		kept: 'Always kept',
	},
	{
		language: 'pt-BR',
		holds: {
			name: 'nome',
			taxId: 'CPF, CNPJ ou outro documento',
			email: 'e-mail',
			phone: 'telefone',
			address: 'endereço',
			text: 'texto livre',
			document: 'arquivo ou link',
			message: 'mensagem',
		},
		certainties: { certain: 'certo', likely: 'provável', unconfirmed: 'não confirmado' },
		all: 'todos',
		byName: 'Pelo nome',
		kept: 'Fica sempre',
	},
];

describe.each(languages)('docs/$language/privacy.md', ({ language, holds, certainties, all, byName, kept: keptWord }) => {
	const page = readFileSync(`docs/${language}/privacy.md`, 'utf8');
	/** A beginning ends with a dot where it stands for several events. */
	const eventsOf = ({ events }: PersonalField) => events?.map((event) => `\`${event}${event.endsWith('.') ? '*' : ''}\``).join(', ') ?? all;
	const rowOf = (field: PersonalField) =>
		`| \`${field.path}\` | ${eventsOf(field)} | ${field.holds.map((holding) => holds[holding]).join(', ')} | ${certainties[field.certainty]} |`;
	const namesOf = (text: string, start: string) =>
		text
			.split('\n')
			.find((line) => line.startsWith(start))
			?.match(/`[^`]+`/g);

	test('what is found by its name', () => expect(namesOf(page, byName)).toEqual(personalNames.map((name) => `\`${name}\``)));

	test.each(ownVendors)('$identity.displayName: the table and what is kept are those of the code', ({ identity, webhook }) => {
		const { fields, kept } = webhook.personalData;
		const section = page.split(`\n### ${identity.displayName}\n`)[1]?.split(/\n##/)[0] ?? '';
		expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(fields.map(rowOf));
		expect(namesOf(section, keptWord)).toEqual(kept.map((name) => `\`${name}\``));
	});
});
