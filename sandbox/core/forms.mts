import type { Action } from './action.mts';
import type { Field } from './fields.mts';
import { html } from './html.mts';
import type { Html } from './html.mts';

/** The form of an action. Ids carry the action's name, so that one page can hold many forms. */
export function actionForm(target: string, { name, label, hint, fields }: Action): Html {
	const inputs = Object.entries(fields).map(([key, field]) => input(`${name}-${key}`, key, field));
	return html`<form method="post" action="${target}/${name}" id="${name}">
		<h3>${label}</h3>
		${hint ? html`<p class="hint">${hint}</p>` : null} ${inputs}
		<button type="submit">${label}</button>
	</form>`;
}

function input(id: string, name: string, { label, hint, control }: Field): Html {
	const note = hint ? html`<p class="hint">${hint}</p>` : null;
	switch (control.kind) {
		case 'flag':
			return html`<p class="check">
					<input
						type="checkbox"
						id="${id}"
						name="${name}"
						value="true"
						${control.value ? html` checked` : null}
					/><label for="${id}">${label}</label>
				</p>
				${note}`;
		case 'number':
			return html`<label for="${id}">${label}</label
				><input
					type="number"
					id="${id}"
					name="${name}"
					value="${control.value}"
					step="${control.step}"
					${bound('min', control.min)}${bound('max', control.max)}
				/>${note}`;
		case 'text':
			return control.lines
				? html`<label for="${id}">${label}</label
						><textarea id="${id}" name="${name}" rows="${control.lines}">${control.value}</textarea>${note}`
				: html`<label for="${id}">${label}</label
						><input type="text" id="${id}" name="${name}" value="${control.value}" />${note}`;
		case 'choice':
			return html`<label for="${id}">${label}</label
				><select id="${id}" name="${name}">
					${control.optional ? html`<option value="">–</option>` : null}${control
						.options()
						.map(
							(option) =>
								html`<option
									value="${option.value}"
									${option.value === control.value ? html` selected` : null}
								>
									${option.label}
								</option>`,
						)}</select
				>${note}`;
		case 'choices':
			return html`<fieldset>
				<legend>${label}</legend>
				${note}${control
					.options()
					.map(
						(option) =>
							html`<label
								><input
									type="checkbox"
									name="${name}"
									value="${option.value}"
									${control.values.includes(option.value) ? html` checked` : null}
								/>${option.label}</label
							>`,
					)}
			</fieldset>`;
	}
}

const bound = (name: 'min' | 'max', value: number | undefined) =>
	value === undefined ? null : name === 'min' ? html` min="${value}"` : html` max="${value}"`;
