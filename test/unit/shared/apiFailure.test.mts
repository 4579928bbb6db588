import { apiFailure } from '../../../nodes/shared/http/apiFailure';
import { executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

const node = executeContextOf(placeIdle()).getNode();

test.each(['The order does not exist', 'The city answered: ECONNREFUSED 10.0.0.1', 'getaddrinfo ENOTFOUND, says the vendor'])(
	'"%s" keeps its words',
	(message) => {
		expect(apiFailure(node, { message, description: 'Ask the vendor.', httpCode: '404', itemIndex: 3 })).toMatchObject({
			name: 'NodeApiError',
			message,
			description: 'Ask the vendor.',
			httpCode: '404',
			context: { itemIndex: 3 },
		});
	},
);

test('without an answer there is no code', () => {
	expect(apiFailure(node, { message: 'Nothing came', description: 'Ask again.' })).toMatchObject({
		message: 'Nothing came',
		httpCode: null,
	});
});
