import type { SetupPage } from '../shared/vendor';

export const setup: SetupPage = {
	steps: [
		'Nothing to do by hand: publishing the workflow registers this address at NFE.io, unpublishing removes it.',
		'If deliveries stopped, unpublish the workflow and publish it: that registers or repairs a webhook that is inactive, was changed or was deleted at NFE.io. Publishing alone does nothing to a trigger that has not changed.',
	],
	notes: [
		'A webhook belongs to the account: the invoices of all its companies arrive here. The field "account" of a delivery holds the company id.',
		'NFE.io repeats a delivery that is not answered with 2xx. Its schedule, the number of attempts and the timeout are not published; for issued invoices there is no way to ask for a delivery again.',
	],
	refusalHint:
		'was the API key of the credential changed? Put the old one into "Previous API Key", then unpublish and publish the workflow: the secret of the webhook is derived from the key.',
};
