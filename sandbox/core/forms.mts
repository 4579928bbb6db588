import type { Action } from './action.mts';
import type { Field } from './fields.mts';
import { html } from './html.mts';
import type { Html } from './html.mts';

/** What was entered in a form, by field name. */
export type Given = Readonly<Record<string, unknown>>;

/** What a form shows after it was sent. */
export interface Report {
	action: string;
	given: Given;
	done: boolean;
	message: string;
	/** Everything else the action made. */
	details?: Given;
}

/**
 * An action as an expandable box: its form; after sending (a report of the same action) it is open,
 * with the result and what was entered. IDs include the action's name, so that one page can have
 * many forms.
 */
export function actionForm(target: string, { name, label, hint, fields }: Action, report?: Report): Html {
	const own = report?.action === name ? report : undefined;
	const inputs = Object.entries(fields).map(([key, field]) => input(`${name}-${key}`, key, field, own?.given[key]));
	return html`<details class="action" id="${name}" ${own ? html` open` : null}>
		<summary>${label}</summary>
		${own ? reported(own) : null} ${hint ? html`<p class="hint">${hint}</p>` : null}
		<form method="post" action="${target}/${name}#${name}">
			${inputs}
			<button type="submit" aria-label="Run: ${label}">Run</button>
		</form>
	</details>`;
}

const reported = ({ done, message, details = {} }: Report): Html =>
	html`<div class="report ${done ? 'done' : 'undone'}" role="${done ? 'status' : 'alert'}">
		<p><strong>${done ? 'Done.' : 'Not done.'}</strong> ${message}</p>
		${
			Object.keys(details).length > 0
				? html`<pre tabindex="0" role="region" aria-label="What it made">
${JSON.stringify(details, null, 2)}</pre
				>`
				: null
		}
	</div>`;

function input(id: string, name: string, { label, hint, control }: Field, given: unknown): Html {
	const note = hint ? html`<p class="hint">${hint}</p>` : null;
	switch (control.kind) {
		case 'flag':
			return html`<p class="check">
					<input
						type="checkbox"
						id="${id}"
						name="${name}"
						value="true"
						${(given ?? control.value) === true ? html` checked` : null}
					/><label for="${id}">${label}</label>
				</p>
				${note}`;
		case 'number':
			return html`<label for="${id}">${label}</label
				><input
					type="number"
					id="${id}"
					name="${name}"
					value="${typed(given) ?? control.value}"
					step="${control.step}"
					${bound('min', control.min)}${bound('max', control.max)}
				/>${note}`;
		case 'text':
			if (control.secret)
				return html`<label for="${id}">${label}</label
					><input type="password" id="${id}" name="${name}" autocomplete="off" />${note}`;
			return control.lines
				? html`<label for="${id}">${label}</label
						><textarea id="${id}" name="${name}" rows="${control.lines}">
${typed(given) ?? control.value}</textarea
						>${note}`
				: html`<label for="${id}">${label}</label
						><input type="text" id="${id}" name="${name}" value="${typed(given) ?? control.value}" />${note}`;
		case 'choice': {
			const chosen = typed(given) ?? control.value;
			return html`<label for="${id}">${label}</label
				><select id="${id}" name="${name}">
					${control.optional ? html`<option value="">–</option>` : null}${control.options().map(
						(option) =>
							html`<option value="${option.value}" ${option.value === chosen ? html` selected` : null}>
									${option.label}
								</option>`,
					)}</select
				>${note}`;
		}
		case 'choices': {
			const ticked: readonly unknown[] = Array.isArray(given) ? given : control.values;
			return html`<fieldset>
				<legend>${label}</legend>
				${note}${control.options().map(
					(option) =>
						html`<label
								><input
									type="checkbox"
									name="${name}"
									value="${option.value}"
									${ticked.includes(option.value) ? html` checked` : null}
								/>${option.label}</label
							>`,
				)}
			</fieldset>`;
		}
	}
}

const typed = (given: unknown): string | undefined => (typeof given === 'string' ? given : undefined);

const bound = (name: 'min' | 'max', value: number | undefined) =>
	value === undefined ? null : name === 'min' ? html` min="${value}"` : html` max="${value}"`;
