import type { Clock } from '../core/clock.mts';
import type { Random } from '../core/random.mts';

type ContentType = 'json' | 'form-urlencoded';
type HookStatus = 'Active' | 'Inactive';

/** docs/facts/nfeio.md §1.3 */
export interface WebHook {
	readonly id: string;
	uri: string;
	secret: string;
	contentType: ContentType;
	insecureSsl: boolean;
	status: HookStatus;
	/** Empty: all events of the account. */
	filters: string[];
	headers: Record<string, string> | null;
	properties: Record<string, unknown> | null;
	readonly createdOn: string;
	modifiedOn: string;
}

/** What is written; NFE.io adds the rest. */
export type HookContent = Omit<WebHook, 'id' | 'createdOn' | 'modifiedOn' | 'secret'> & { secret?: string };

/** The webhooks of the account. */
export interface Hooks {
	all(): readonly WebHook[];
	find(id: string): WebHook | undefined;
	create(content: HookContent): WebHook;
	/** A full replacement. */
	replace(hook: WebHook, content: HookContent, rotateSecret: boolean): void;
	remove(id: string): boolean;
	removeAll(): number;
}

/** The account's webhooks, in memory; an id is found with or without hyphens. */
export function createHooks({ clock, random }: { clock: Clock; random: Random }): Hooks {
	const hooks = new Map<string, WebHook>();
	const plain = (id: string) => id.replaceAll('-', '').toLowerCase();
	return {
		all: () => [...hooks.values()],
		find: (id) => hooks.get(plain(id)),
		create(content) {
			const now = clock.iso();
			const hook: WebHook = {
				...content,
				id: random.hex(32),
				secret: content.secret ?? random.hex(32),
				// A status sent here is ignored. §1.3
				status: 'Active',
				createdOn: now,
				modifiedOn: now,
			};
			hooks.set(hook.id, hook);
			return hook;
		},
		replace(hook, content, rotateSecret) {
			const secret = content.secret ?? (rotateSecret ? random.hex(32) : hook.secret);
			Object.assign(hook, content, { secret, modifiedOn: clock.iso() });
		},
		remove: (id) => hooks.delete(plain(id)),
		removeAll() {
			const { size } = hooks;
			hooks.clear();
			return size;
		},
	};
}

/** As GET and the list return it: never with its secret. */
export function view({ id, uri, contentType, insecureSsl, status, filters, headers, properties, createdOn, modifiedOn }: WebHook) {
	return {
		id,
		uri,
		contentType,
		insecureSsl,
		status,
		filters,
		...(headers && { headers }),
		...(properties && { properties }),
		createdOn,
		modifiedOn,
	};
}
