/** A link to a page of docs/en, such as `bling.md#webhooks`, for a notice or a description. */
export const docsLink = (page: string, words: string): string =>
	`<a href="https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/${page}" target="_blank">${words}</a>`;
