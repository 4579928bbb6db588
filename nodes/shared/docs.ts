const pages = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en';

type Page = 'bling' | 'deliveries' | 'intelipost' | 'iset' | 'nfeio' | 'workflows';

/** The address of a page of our documentation; `place` is a heading such as `#webhooks`. */
export const docsUrl = (page: Page, place: '' | `#${string}` = ''): string => `${pages}/${page}.md${place}`;

/** The same as a link in a notice or a hint. */
export const docsLink = (page: Page, place: '' | `#${string}`, text: string): string =>
	`<a href="${docsUrl(page, place)}" target="_blank">${text}</a>`;
