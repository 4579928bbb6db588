import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, choices, plain, text } from '../../core/fields.mts';
import { eventActions, isEventAction, isResource, isScope, madeUpApp, resources, scopes } from '../app/app.mts';
import type { App, Resource } from '../app/app.mts';
import { capturedStockCreated } from '../app/captured.mts';
import { callbackFormats, callbackKinds, isCallbackFormat, isCallbackKind } from '../app/legacy.mts';
import type { World } from '../world.mts';
import type { Lookup } from './lookup.mts';

/** The Área do Integrador: apps, their servers, resources and scopes; and the callbacks of the old API. */
export function panelActions({ apps, companies, tokens, random, publisher, legacy }: World, look: Lookup): Action[] {
	const { appField: app } = look;
	const resourceOptions = Object.entries(resources).map(([value, label]) => ({
		value,
		label: `${label} (${value})`,
	}));

	const addServer = (one: App, alias: string, url: string) => {
		if (!URL.canParse(url)) throw new ActionFailed('this is not a URL');
		if (alias === '') throw new ActionFailed('a server needs an alias');
		one.servers.set(alias, url);
	};
	const configure = (one: App, resource: Resource, server: string, actions: readonly string[]) =>
		one.settings.set(resource, { server, actions: new Set(actions.filter(isEventAction)), disabled: false });

	return [
		action({
			name: 'subscribe',
			label: 'Send everything to one URL',
			hint: 'Adds the server and switches every resource and action on.',
			fields: { app, url: text('URL', { value: 'http://localhost:5678/webhook/…/bling' }) },
			run({ app: clientId, url }) {
				const one = look.app(clientId);
				addServer(one, 'n8n', url);
				for (const resource of Object.keys(resources).filter(isResource)) configure(one, resource, 'n8n', eventActions);
				return { message: `${one.name} sends all its events to ${url}.` };
			},
		}),
		action({
			name: 'add-server',
			label: 'Configuração de servidores',
			fields: { app, alias: text('Alias', { value: 'n8n' }), url: text('URL') },
			run({ app: clientId, alias, url }) {
				addServer(look.app(clientId), alias, url);
				return { message: `Server ${alias} saved.` };
			},
		}),
		action({
			name: 'configure-resource',
			label: 'Configuração de webhooks',
			hint: 'No action ticked switches the resource off. Estoque switches Estoque virtual too.',
			fields: {
				app,
				resource: choice('Recurso', resourceOptions),
				server: text('Servidor (alias)', { value: 'n8n' }),
				actions: choices('Ações', plain(eventActions), { values: eventActions }),
			},
			run({ app: clientId, resource, server, actions }) {
				const one = look.app(clientId);
				if (!isResource(resource) || !one.scopes.has(resource)) throw new ActionFailed('the app lacks the scope of this resource');
				if (!one.servers.has(server)) throw new ActionFailed('no server has this alias');
				if (actions.length === 0) one.settings.delete(resource);
				else configure(one, resource, server, actions);
				return { message: `${resources[resource]} saved.` };
			},
		}),
		action({
			name: 'enable-resource',
			label: 'Enable a disabled resource again',
			hint: 'After three virtual days of failures a resource is switched off for all accounts of the app.',
			fields: { app, resource: choice('Recurso', resourceOptions) },
			run({ app: clientId, resource }) {
				const setting = isResource(resource) ? look.app(clientId).settings.get(resource) : undefined;
				if (!setting) throw new ActionFailed('this resource is not configured');
				setting.disabled = false;
				return { message: 'Enabled.' };
			},
		}),
		action({
			name: 'set-scopes',
			label: 'Change the scopes of an app',
			hint: 'Revokes all users of the app: they must authorise again.',
			fields: {
				app,
				scopes: choices('Escopos', plain(Object.keys(scopes)), { values: Object.keys(scopes) }),
			},
			run({ app: clientId, scopes: names }) {
				const one = look.app(clientId);
				one.scopes = new Set(names.filter(isScope));
				tokens.revokeGrant(one);
				return { message: 'Scopes changed; all users revoked.' };
			},
		}),
		action({
			name: 'set-redirect',
			label: 'Link de redirecionamento',
			hint: 'Where OAuth returns to; redirect_uri of a request is ignored.',
			fields: { app, url: text('URL', { value: 'http://localhost:5678/rest/oauth2-credential/callback' }) },
			run({ app: clientId, url }) {
				if (!URL.canParse(url)) throw new ActionFailed('this is not a URL');
				look.app(clientId).redirectUri = url;
				return { message: 'Saved.' };
			},
		}),
		action({
			name: 'reset-secret',
			label: 'Redefinir client secret',
			hint: 'Breaks Basic authentication and webhook signatures at once.',
			fields: { app, secret: text('New secret', { hint: 'Left open: a made-up one.' }) },
			run({ app: clientId, secret }) {
				const one = look.app(clientId);
				one.clientSecret = secret || `test-${random.hex(60)}`;
				return { message: 'Secret replaced.', clientSecret: one.clientSecret };
			},
		}),
		action({
			name: 'add-app',
			label: 'Register an app',
			fields: {
				name: text('Nome', { value: 'Outro app' }),
				company: choice('Private to', () => companies.map(({ id, nome }) => ({ value: id, label: nome })), {
					optional: true,
				}),
			},
			run({ name, company }) {
				const made = madeUpApp(name, company || undefined, random);
				apps.push(made);
				return {
					message: `${made.name} registered.`,
					clientId: made.clientId,
					clientSecret: made.clientSecret,
				};
			},
		}),
		action({
			name: 'send-captured',
			label: 'Send captured stock.created',
			hint: 'A body captured in production, byte for byte, signed with the secret of each app that has Estoque switched on.',
			fields: {},
			run() {
				const sent = publisher.publishRaw('stock', 'stock.created', capturedStockCreated);
				if (sent === 0) throw new ActionFailed('no app has Estoque switched on');
				return { message: `Sent for ${sent} app(s).`, sent };
			},
		}),
		action({
			name: 'add-callback',
			label: 'Add an old callback',
			hint: 'Unsigned; the token is in the URL as typed.',
			fields: {
				company: look.companyField,
				kind: choice('Callback', plain(callbackKinds)),
				url: text('URL', { value: 'http://localhost:5678/webhook/…/bling?token=' }),
				format: choice('Tipo de retorno', plain(callbackFormats)),
			},
			run({ company, kind, url, format }) {
				if (!URL.canParse(url)) throw new ActionFailed('this is not a URL');
				if (!isCallbackKind(kind) || !isCallbackFormat(format)) throw new ActionFailed('no such callback');
				legacy.callbacks.push({ companyId: look.company(company).id, kind, url, format });
				return { message: 'Callback added.' };
			},
		}),
		action({
			name: 'remove-callbacks',
			label: 'Remove all old callbacks',
			fields: {},
			run() {
				legacy.callbacks.length = 0;
				return { message: 'Callbacks removed.' };
			},
		}),
	];
}
