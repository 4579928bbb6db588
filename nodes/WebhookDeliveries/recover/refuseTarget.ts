import { savesSuccesses } from '../resend/resendGuards';
import { knowsAccount, neverHeard, orNameAccount } from '../resend/otherAccount';
import type { Target } from '../resend/target';
import type { Change } from './change';
import type { Sender } from './sendMissing';

/** Throws if the listed changes may not belong to this trigger, or if its history cannot show what arrived. */
export async function refuseOtherTarget({ api, arrivals, credential }: Sender, target: Target, { account }: Change) {
	const { workflow, trigger } = target;
	const own = api.context.getNode().credentials?.[credential]?.id;
	const theirs = trigger.credentials[credential]?.id;
	if (own && theirs && own !== theirs && !knowsAccount(target, account, arrivals.heard)) {
		throw api.refusal(
			`The trigger "${trigger.name}" of the workflow "${workflow.name}" uses a different ${trigger.type.displayName} credential than this node, and ${neverHeard} ${account ?? 'of this node'}`,
			`Choose that trigger's credential in this node${orNameAccount(trigger)}. Nothing was sent.`,
		);
	}
	if (
		!workflow.surelySavesSuccesses &&
		!(workflow.savesSuccesses && arrivals.keeps(workflow.id)) &&
		!(await savesSuccesses(api, workflow))
	) {
		throw api.refusal(
			`The workflow "${workflow.name}" does not seem to keep its successful executions: deliveries that arrived would look missing and be sent again`,
			'Set ⋯ → Settings → Save successful production executions to Save and publish it. Earlier arrivals are unknown, so wait for as long as "Hours to Look Back" says before you run this. Nothing was sent.',
		);
	}
}
