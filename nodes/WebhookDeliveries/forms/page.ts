import { pageHeaders } from '../../shared/trigger/page';
import { Html, html, htmlPage, nothing, whole } from '../report/html';
import type { FormField } from './fields';
import { fieldName } from './fields';

/** Allows the form to be sent, and its links to open as on any other page. */
export const formHeaders = pageHeaders(' allow-forms allow-popups allow-popups-to-escape-sandbox');

/** A form on a page. */
interface PageForm {
	fields: FormField[];
	button: string;
	/** Where it posts to; empty for the page's own address. */
	address: string;
	/** Proves that this page was opened first; empty if the address itself is the secret. */
	token: string;
	/** What was filled in before, by name. */
	filledIn?: URLSearchParams;
}

interface Page {
	title: string;
	/** Each line is a paragraph. */
	message: string;
	/** Why nothing was done, or undefined. */
	problem?: string;
	content?: Html[];
	form?: PageForm;
}

const style = new Html(`
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1c2333; background: #f4f6f9; }
main { max-width: 44rem; margin: 0 auto; padding: 20px 16px 48px; } h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 20px 0 6px; }
label { display: grid; gap: 3px; margin: 0 0 14px; font-weight: 600; }
input, select, textarea, button { font: inherit; padding: 8px 10px; border: 1px solid #b9c1cf; border-radius: 7px; background: #fff; color: inherit; max-width: 100%; }
textarea { min-height: 6rem; } button { cursor: pointer; background: #0b57d0; border-color: #0b57d0; color: #fff; font-weight: 600; }
:focus-visible { outline: 3px solid #8fb0ff; outline-offset: 1px; } .problem { border-left: 4px solid #b3261e; background: #fdf0ef; padding: 10px 12px; }
.mark { color: #b3261e; }
code { overflow-wrap: anywhere; user-select: all; background: #e8ecf3; padding: 2px 4px; } table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; } li { margin: 6px 0; }
`);

/** A page in Portuguese for the person who fills in a form, or its result. All text in it is escaped. */
export function renderFormPage({ title, message, problem, content = [], form }: Page): string {
	return htmlPage(
		title,
		style,
		html`<h1>${title}</h1>
			${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
			<div role="status">${paragraphs(message)}</div>
			${content} ${form === undefined ? nothing : renderForm(form)}`,
	);
}

const paragraphs = (message: string) =>
	message
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => html`<p>${line}</p>`);

function renderForm({ fields, button, address, token, filledIn }: PageForm): Html {
	return html`<form method="post" ${address === '' ? nothing : html`action="${address}"`}>
		${token === '' ? nothing : html`<input type="hidden" name="token" value="${token}" />`}
		${fields.some(({ requiredField }) => requiredField) ? html`<p><span class="mark" aria-hidden="true">*</span> obrigatório</p>` : nothing}
		${fields.map((field, index) => renderField(field, fieldName(index), filledIn?.get(fieldName(index)) ?? ''))}
		<button id="submit-btn">${button}</button>
	</form>`;
}

function renderField(field: FormField, name: string, value: string): Html {
	const required = field.requiredField ? html`required` : nothing;
	const mark = field.requiredField ? html`<span class="mark" aria-hidden="true">*</span>` : nothing;
	return html`<label><span>${field.fieldLabel} ${mark}</span>${control(field, name, { value, required })}</label>`;
}

function control(
	{ fieldType, fieldOptions, placeholder }: FormField,
	name: string,
	{ value, required }: { value: string; required: Html },
): Html {
	if (fieldType === 'dropdown') {
		const options = fieldOptions.values.map(
			({ option }) => html`<option ${option === value ? html`selected` : nothing}>${option}</option>`,
		);
		return html`<select name="${name}" ${required}>
			<option value=""></option>
			${options}
		</select>`;
	}
	if (fieldType === 'textarea') return html`<textarea name="${name}" placeholder="${placeholder}" ${required}>${whole(value)}</textarea>`;
	const step = fieldType === 'number' ? html`step="any"` : nothing;
	return html`<input
		type="${fieldType}"
		name="${name}"
		value="${value}"
		placeholder="${placeholder}"
		${step}
		${required}
	/>`;
}
