import type { Html } from './html';
import { html, nothing } from './html';
import type { PageInput } from './pageInput';
import { queryString } from './query';
import type { PanelAction } from './tokens';
import { formToken } from './tokens';

/** A form that posts one action; its token is only valid for this action of this panel on these ids. */
export function actionForm(
	{ actionUrl, resendSecret, panel, query }: PageInput,
	{ action, ids }: { action: PanelAction; ids: string },
	content: Html,
	kind = '',
): Html {
	const target = actionUrl === '' ? nothing : html` action="${actionUrl}"`;
	return html`<form method="post" ${target} class="${kind}">
		<input type="hidden" name="acao" value="${action}" /><input
			type="hidden"
			name="ids"
			value="${ids}"
		/><input type="hidden" name="token" value="${formToken(resendSecret, { panel, action, ids })}" /><input
			type="hidden"
			name="voltar"
			value="${queryString(query)}"
		/>
		${content}
	</form>`;
}
