import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { cacheFolder, ensureN8n, node24, node24Environment, run } from './setup.mjs';

/** The only account of a demo or test instance. */
export const owner = { email: 'owner@example.com', firstName: 'Dona', lastName: 'Loja', password: 'Sandbox-2026' };

const packageName = 'n8n-nodes-brasil-webhooks';

/** How a real n8n is started. */
export interface StartOptions {
	/** N8N_USER_FOLDER: everything the instance stores. */
	folder: string;
	/** The packed package; if omitted, what an earlier start installed stays. */
	tarball?: string;
	port?: number;
	env?: Record<string, string>;
	/** What a new folder needs before the first start. */
	prepare?: (folder: string) => Promise<void>;
}

/** An execution with its data, as n8n's API returns it. */
export interface Execution {
	id: string;
	status: string;
	finished: boolean;
	mode: string;
	/** Null if n8n gave it up before it started. */
	startedAt: string | null;
	workflowId: string;
	retryOf: string | null;
	customData?: Record<string, string>;
	data: {
		resultData: {
			runData: Record<
				string,
				Array<{ data?: { main: Array<Array<{ json: Record<string, unknown> }>> }; error?: { message: string; description?: string } }>
			>;
			lastNodeExecuted?: string;
			error?: { message: string; description?: string; context?: { itemIndex?: number } };
		};
		executionData?: { nodeExecutionStack: Array<{ data: { main: Array<Array<{ json: Record<string, unknown> }>> } }> };
	};
}

/** A workflow in the format of n8n's API. */
export interface WorkflowJson {
	name: string;
	nodes: Array<{ name: string; type: string; webhookId?: string; parameters: Record<string, unknown>; [key: string]: unknown }>;
	connections: Record<string, unknown>;
	settings: Record<string, unknown>;
	id?: string;
}

/** A port of this machine that nobody is listening on at this moment. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer().on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}

/** Asks until there is an answer; says what it waited for when it gives up. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limitMs = 180_000): Promise<T> {
	const deadline = Date.now() + limitMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}`);
		await wait(100);
	}
}

/** Where n8n keeps the installed package. */
export const installedPackage = (folder: string) => join(folder, '.n8n', 'nodes', 'node_modules', packageName);

/** Installs the tarball as n8n's own "Install community node" does: unpacked, without its development parts. */
export async function installPackage(folder: string, tarball: string): Promise<void> {
	const target = installedPackage(folder);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
	const packageFile = join(target, 'package.json');
	const description = JSON.parse(await readFile(packageFile, 'utf8'));
	for (const part of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete description[part];
	await writeFile(packageFile, JSON.stringify(description, null, 2));
	const flags = [
		'--audit=false',
		'--fund=false',
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts=true',
		'--package-lock=false',
	];
	await run('npm', ['install', ...flags], { cwd: target, env: node24Environment() });
	await writeFile(
		join(folder, '.n8n', 'nodes', 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [packageName]: description.version } }, null, 2),
	);
}

/**
 * A real n8n in a separate process, driven like the editor does (/rest, with a session) and like
 * tools do (/api/v1). Stop it with `stop()`; its output is in `<folder>/n8n.log`.
 */
export class N8nInstance {
	readonly url: string;
	readonly folder: string;
	/** Where its production webhooks are called: in queue mode, a proxy in front of the webhook processors. */
	webhookBase: string;
	/** What precedes the webhook IDs: N8N_ENDPOINT_WEBHOOK. */
	private webhookEndpoint = 'webhook';
	apiKey = '';
	private readonly process: ChildProcess;
	private cookie = '';

	private constructor(url: string, folder: string, child: ChildProcess) {
		this.url = url;
		this.webhookBase = url;
		this.folder = folder;
		this.process = child;
	}

	/** Starts n8n on a folder, new or used, and signs in. */
	static async start({ folder, tarball, port, env = {}, prepare }: StartOptions): Promise<N8nInstance> {
		const n8nFolder = await ensureN8n();
		if (!existsSync(join(folder, '.n8n'))) {
			await fillFromTemplate(n8nFolder, folder);
			await prepare?.(folder);
		}
		if (tarball) await installPackage(folder, tarball);
		const instance = await N8nInstance.launch(n8nFolder, folder, port ?? (await freePort()), env);
		instance.webhookEndpoint = env.N8N_ENDPOINT_WEBHOOK ?? 'webhook';
		await instance.signIn();
		return instance;
	}

	/**
	 * Starts the process and waits until it answers; the caller signs in. In queue mode `command`
	 * says which part it is: `start`, `webhook` or `worker --concurrency=5`; a worker only answers
	 * health checks.
	 */
	static async launch(
		n8nFolder: string,
		folder: string,
		port: number,
		env: Record<string, string>,
		command: string[] = ['start'],
	): Promise<N8nInstance> {
		await mkdir(folder, { recursive: true });
		const log = createWriteStream(join(folder, 'n8n.log'), { flags: 'a' });
		const child = spawn(node24, [join(n8nFolder, 'node_modules', 'n8n', 'bin', 'n8n'), ...command], {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				...node24Environment(),
				N8N_USER_FOLDER: folder,
				N8N_LISTEN_ADDRESS: '127.0.0.1',
				N8N_HOST: '127.0.0.1',
				N8N_PORT: String(port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				N8N_DIAGNOSTICS_ENABLED: 'false',
				N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
				N8N_TEMPLATES_ENABLED: 'false',
				N8N_PERSONALIZATION_ENABLED: 'false',
				N8N_SECURE_COOKIE: 'false',
				// One isolate per webhook call less: docs/en/operate.md.
				N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
				GENERIC_TIMEZONE: 'America/Sao_Paulo',
				...env,
			},
		});
		child.stdout.pipe(log);
		child.stderr.pipe(log);
		// A test run that is aborted must not leave n8n running.
		const endToo = () => child.kill('SIGKILL');
		process.once('exit', endToo);
		child.once('close', () => process.off('exit', endToo));
		const instance = new N8nInstance(`http://127.0.0.1:${port}`, folder, child);
		// Releases of n8n 1 are "ready" before their API is; processors and workers have none.
		const signs = ['/healthz/readiness', ...(command[0] === 'start' ? ['/rest/settings'] : [])];
		await until(
			`n8n to start (see ${join(folder, 'n8n.log')})`,
			async () => {
				if (child.exitCode !== null) throw new Error(`n8n ended with ${child.exitCode}, see ${join(folder, 'n8n.log')}`);
				const answers = await Promise.all(signs.map(async (path) => await fetch(instance.url + path).catch(() => undefined)));
				return answers.every((answer) => answer?.ok) ? true : undefined;
			},
			600_000,
		).catch((error: unknown) => {
			child.kill('SIGKILL');
			throw error;
		});
		return instance;
	}

	get pid(): number | undefined {
		return this.process.pid;
	}

	/** Creates the only account of an instance without one. */
	async setUpOwner(): Promise<void> {
		await this.rest('POST', '/owner/setup', owner);
	}

	async signIn(): Promise<void> {
		const response = await fetch(`${this.url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: owner.email, password: owner.password }),
		});
		if (!response.ok) throw new Error(`Sign-in to n8n failed: ${response.status} ${await response.text()}`);
		this.cookie = response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';')[0])
			.join('; ');
		const keyFile = join(this.folder, 'api-key.txt');
		this.apiKey = await readFile(keyFile, 'utf8').catch(async () => {
			const scopes = await this.rest<string[]>('GET', '/api-keys/scopes');
			const { rawApiKey } = await this.rest<{ rawApiKey: string }>('POST', '/api-keys', {
				label: `local-${Date.now()}`,
				expiresAt: null,
				scopes,
			});
			await writeFile(keyFile, rawApiKey);
			return rawApiKey;
		});
	}

	/** The editor's own API; answers `data`. */
	async rest<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.call<{ data: T }>(method, `/rest${path}`, { cookie: this.cookie, 'browser-id': '' }, body);
		return answer.data;
	}

	/** The public API. */
	async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		return await this.call<T>(method, `/api/v1${path}`, { 'x-n8n-api-key': this.apiKey }, body);
	}

	private async call<T>(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<T> {
		const { response, text } = await until(`n8n to take ${method} ${path}`, async () => {
			const answer = await fetch(this.url + path, {
				method,
				headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
				body: body === undefined ? undefined : JSON.stringify(body),
			});
			const said = await answer.text();
			// n8n's answers until it does what was asked: on an overloaded machine, and after
			// unpublishing.
			const later =
				/Database is not ready|still being unpublished|conflict with one of the webhooks/.test(said) && [503, 409].includes(answer.status);
			return later ? undefined : { response: answer, text: said };
		});
		if (!response.ok) throw new Error(`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 1000)}`);
		return (text === '' ? undefined : JSON.parse(text)) as T;
	}

	/** The node type name that users get from the installed package. */
	nodeType(name: string): string {
		return `${packageName}.${name}`;
	}

	async createCredential(name: string, type: string, data: object): Promise<string> {
		const { id } = await this.rest<{ id: string }>('POST', '/credentials', { name, type, data });
		return id;
	}

	/**
	 * Connects an OAuth2 credential as a person would in the browser: n8n's own flow, with `allow`
	 * clicking the vendor's button.
	 */
	async connectOAuth2(id: string, allow: (authorizeUrl: string) => Promise<string>): Promise<void> {
		const authorizeUrl = await this.rest<string>('GET', `/oauth2-credential/auth?id=${id}`);
		const callbackUrl = new URL(await allow(authorizeUrl));
		const response = await fetch(`${this.url}${callbackUrl.pathname}${callbackUrl.search}`, {
			headers: { cookie: this.cookie },
		});
		const page = await response.text();
		if (!response.ok || !/success|connected/i.test(page)) throw new Error(`OAuth callback: ${response.status} ${page.slice(0, 500)}`);
	}

	async createWorkflow(workflow: WorkflowJson): Promise<WorkflowJson & { id: string }> {
		return await this.api('POST', '/workflows', workflow);
	}

	/** The production address of a trigger, by its node's webhook ID. */
	webhookUrl(webhookId: string, path: string): string {
		return `${this.webhookBase}/${this.webhookEndpoint}/${webhookId}/${path}`;
	}

	/** Publishes and waits until the address answers: n8n registers it some seconds after it says so. */
	async publish(id: string, address?: string): Promise<void> {
		await this.switchTo(id, 'publish', 'activate');
		if (address) await this.untilRegistered(address);
	}

	/** Changes the nodes of a published workflow, and waits until the changed version is the published one. */
	async changePublished(
		id: string,
		change: (nodes: WorkflowJson['nodes']) => WorkflowJson['nodes'],
		settings: Record<string, unknown> = {},
	): Promise<void> {
		const { name, nodes, connections } = await this.api<WorkflowJson>('GET', `/workflows/${id}`);
		const { versionId } = await this.api<{ versionId: string }>('PUT', `/workflows/${id}`, {
			name,
			nodes: change(nodes),
			connections,
			settings,
		});
		await this.publish(id);
		await until('the new version', async () => {
			const { activeVersionId } = await this.api<{ activeVersionId: string }>('GET', `/workflows/${id}`);
			return activeVersionId === versionId ? true : undefined;
		});
	}

	/**
	 * Unpublishes and waits for its end without asking the addresses: one that is asked for meanwhile, by a caller or by
	 * another publication, goes back into n8n's cache and stays taken for an hour (docs/facts/n8n.md §9).
	 */
	async unpublish(id: string): Promise<void> {
		await this.switchTo(id, 'unpublish', 'deactivate');
		await until(`workflow ${id} to be unpublished`, async () => ((await this.publicationStatus(id)) === 'in_progress' ? undefined : true));
	}

	/** Undefined if n8n unpublishes at once and has no such status. */
	private async publicationStatus(id: string): Promise<string | undefined> {
		try {
			return (await this.rest<{ status?: string }>('GET', `/workflows/${id}/publication-status`)).status;
		} catch (error) {
			if (!/answered 404/.test(String(error))) throw error;
			return undefined;
		}
	}

	/** Releases of n8n before the word existed know the older one. */
	private async switchTo(id: string, word: string, olderWord: string): Promise<void> {
		try {
			await this.api('POST', `/workflows/${id}/${word}`, {});
		} catch (error) {
			if (!/answered 40[45]/.test(String(error))) throw error;
			await this.api('POST', `/workflows/${id}/${olderWord}`, {});
		}
	}

	async untilRegistered(address: string, registered = true): Promise<void> {
		await until(`${address} to be ${registered ? '' : 'un'}registered`, async () => {
			const answer = await fetch(address);
			const text = await answer.text();
			// A GET of an address that takes only POST: n8n says that this method is not registered, and which one is.
			// Or that nothing is published: an address that was asked for while it was being unpublished stays in n8n's cache.
			const answers = !/is not registered|Published version not found/.test(text) || text.includes('Did you mean to make a POST');
			return answers === registered ? true : undefined;
		});
	}

	/**
	 * Publishes what cannot be published and returns the reason. n8n 1 reports it at once; later
	 * releases give up in the background, while their public API keeps saying "active".
	 */
	async publishInVain(id: string): Promise<string> {
		const refusal = await this.publish(id).then(() => undefined, String);
		return refusal ?? JSON.stringify(await this.untilPublicationFails(id));
	}

	/** Waits until n8n has given up publishing. */
	private async untilPublicationFails(id: string): Promise<unknown> {
		return await until(`the publication of workflow ${id} to fail`, async () => {
			const status = await this.rest<{ status?: string }>('GET', `/workflows/${id}/publication-status`);
			return status.status === 'failed' ? status : undefined;
		});
	}

	async executions(workflowId: string): Promise<Execution[]> {
		const { data } = await this.api<{ data: Execution[] }>('GET', `/executions?workflowId=${workflowId}&includeData=true&limit=250`);
		return data;
	}

	/** Waits until this many executions of the workflow have ended; newest first. */
	async untilExecutions(workflowId: string, count: number): Promise<Execution[]> {
		let settled = false;
		return await until(`${count} executions of workflow ${workflowId}`, async () => {
			const executions = await this.executions(workflowId);
			const ended = executions.filter(({ status }) => !['new', 'running'].includes(status));
			if (ended.length < count || ended.length < executions.length) return undefined;
			// n8n stores the tags a moment after the status: only a second look is sure to see
			// them.
			const complete = settled;
			settled = true;
			return complete ? ended : undefined;
		});
	}

	/** "Execute workflow" of the editor, from one of its triggers and without pinned data; waits for its end. */
	async runManually(id: string, trigger: string, limitMs = 300_000): Promise<Execution> {
		// Releases before 2.41 want the workflow itself; later ones take the stored one.
		const workflowData = await this.rest('GET', `/workflows/${id}`);
		const run = { workflowData, triggerToStartFrom: { name: trigger } };
		const { executionId } = await this.rest<{ executionId: string }>('POST', `/workflows/${id}/run`, run);
		await until(
			`execution ${executionId} of workflow ${id}`,
			async () => {
				const { status } = await this.api<{ status: string }>('GET', `/executions/${executionId}`);
				return ['new', 'running', 'waiting'].includes(status) ? undefined : status;
			},
			limitMs,
		);
		const read = async (query: string) => await this.api<Execution>('GET', `/executions/${executionId}?includeData=true${query}`);
		// Releases before 2.28 have no size limit and refuse the parameter.
		return await read('&ignoreDataSizeLimit=true').catch(async () => await read(''));
	}

	/** Stops n8n like a service manager does. */
	async stop(graceMs = 15_000): Promise<void> {
		await this.end('SIGTERM', graceMs);
	}

	/** Stops n8n like a crash does. */
	async kill(): Promise<void> {
		await this.end('SIGKILL', 15_000);
	}

	private async end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const ended = new Promise<void>((resolve) => this.process.once('close', () => resolve()));
		this.process.kill(signal);
		const timer = setTimeout(() => this.process.kill('SIGKILL'), graceMs);
		await ended;
		clearTimeout(timer);
	}
}

/**
 * The first start of an empty folder runs all migrations and takes about half a minute, so a folder with an owner is
 * made once per n8n and copied.
 */
async function fillFromTemplate(n8nFolder: string, folder: string): Promise<void> {
	const template = join(cacheFolder, `template-${n8nFolder.split('n8n-').pop()}`);
	if (!existsSync(template)) {
		const partial = `${template}.partial-${process.pid}`;
		await rm(partial, { recursive: true, force: true });
		const instance = await N8nInstance.launch(n8nFolder, partial, await freePort(), {});
		await instance.setUpOwner();
		await instance.stop();
		// Two test files begin at once: the other one's template is as good.
		await rename(partial, template).catch(async (error: unknown) => {
			if (!existsSync(template)) throw error;
			await rm(partial, { recursive: true });
		});
	}
	await mkdir(folder, { recursive: true });
	await cp(join(template, '.n8n'), join(folder, '.n8n'), { recursive: true });
}
