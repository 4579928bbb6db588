import { answer, createRouter } from '../../core/http.mts';
import { routePublished } from '../../core/published.mts';
import type { VendorServer } from '../../core/vendor.mts';
import { blocked, notFound, notImitated, shapes } from '../errors.mts';
import type { World } from '../world.mts';
import { conta } from './conta.mts';
import { contatos } from './contatos.mts';
import { depositos } from './depositos.mts';
import { estoques } from './estoques.mts';
import { financeiro } from './financeiro.mts';
import { admit } from './gate.mts';
import { documentText, notas } from './notas.mts';
import { routeOAuth } from './oauth.mts';
import { pedidos } from './pedidos.mts';
import { produtos } from './produtos.mts';

/** The web server in front refuses longer queries: people send at most 50 to 100 IDs. docs/facts/bling.md §4.5 */
const longestQuery = 8000;

/** The whole of api.bling.com.br and www.bling.com.br under one origin. */
export function createServer(world: World): VendorServer {
	const router = createRouter(shapes);
	routeOAuth(router, world);
	for (const { method, path, scope, run } of [
		...estoques,
		...depositos,
		...produtos,
		...pedidos,
		...contatos,
		...notas,
		...financeiro,
		...conta,
	]) {
		router.route(method, `/Api/v3${path}`, (request) => run(admit(world, request, scope)));
	}
	routePublished(router, 'bling', notImitated);
	router.route('GET', '/documentos/:file', ({ params }) => {
		const [key, ending] = params.file.split('.');
		for (const { invoices } of world.companies) {
			for (const invoice of invoices.values()) {
				if (invoice.chaveAcesso !== key) continue;
				return answer(200, documentText(invoice, ending === 'xml' ? 'xml' : 'pdf'), {
					'content-type': ending === 'xml' ? 'application/xml' : 'application/pdf',
				});
			}
		}
		throw notFound();
	});
	return {
		shapes,
		async handle(request) {
			if (world.limits.isBlocked(request.remote)) return blocked;
			if (request.rawQuery.length > longestQuery) {
				return answer(414, '<html><body>414 Request-URI Too Large</body></html>', {
					'content-type': 'text/html',
				});
			}
			const result = await router.handle(request);
			world.limits.countAddress(request.remote, result.status);
			return result;
		},
	};
}
