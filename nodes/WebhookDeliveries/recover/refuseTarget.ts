import { savesSuccesses } from '../resend/resendGuards';
import { knowsAccount, neverHeard, orNameAccount } from '../resend/otherAccount';
import type { Target } from '../resend/target';
import type { Change } from './change';
import type { Sender } from './sendMissing';

/** Throws where what was listed may not belong to this trigger, or where its history cannot tell what arrived. */
export async function refuseOtherTarget({ api, arrivals, credential }: Sender, target: Target, { account }: Change) {
	const { workflow, trigger } = target;
	const own = api.context.getNode().credentials?.[credential]?.id;
	const theirs = trigger.credentials[credential]?.id;
	if (own && theirs && own !== theirs && !knowsAccount(target, account, arrivals.heard)) {
		throw api.refusal(
			`The trigger "${trigger.name}" of the workflow "${workflow.name}" has another ${trigger.type.displayName} credential than this node, and ${neverHeard} ${account ?? 'of this node'}`,
			`Choose in this node the credential of that trigger${orNameAccount(trigger)}. It was not sent.`,
		);
	}
	if (
		!workflow.surelySavesSuccesses &&
		!(workflow.savesSuccesses && arrivals.keeps(workflow.id)) &&
		!(await savesSuccesses(api, workflow))
	) {
		throw api.refusal(
			`The workflow "${workflow.name}" is not seen to keep its successful executions: what arrived would look missing, and be sent again`,
			'Let it keep them: ⋯ → Settings → Save successful production executions: Save, and publish it. What arrived before is not known; so wait as long as the field "Hours to Look Back" says before you run this. It was not sent.',
		);
	}
}
