import { onOwnHost } from '../../../nodes/shared/http/ownHost';

const own = ['https://api.vendor.example/v1'];
const url = 'https://api.vendor.example/v1/orders';

const refusals: Array<[string, object, RegExp]> = [
	[
		'another host',
		{ url: 'https://elsewhere.example/v1/orders' },
		/may only be used for https:\/\/api\.vendor\.example, not for https:\/\/elsewhere\.example/,
	],
	['another host, as the HTTP Request node names it', { url: undefined, uri: 'https://elsewhere.example' }, /, not for/],
	['a proxy of the request', { proxy: 'http://127.0.0.1:5992' }, /not sent through a proxy/],
	['a proxy in parts', { proxy: { host: '127.0.0.1', port: 5992 } }, /not sent through a proxy/],
	['a certificate that nobody checks', { skipSslCertificateValidation: true }, /or without checking/],
	['the same in the HTTP Request node', { rejectUnauthorized: false }, /or without checking/],
];

test.each(refusals)('a key does not leave for %s', (_, options, words) => {
	expect(() => onOwnHost('Vendor', own, { url, ...options })).toThrow(words);
});

test.each([{}, { proxy: undefined }, { proxy: '' }, { rejectUnauthorized: true }, { skipSslCertificateValidation: false }])(
	'a key leaves for its own host with %j, and follows no redirect',
	(options: object) => {
		expect(onOwnHost('Vendor', own, { url, ...options })).toMatchObject({
			url,
			disableFollowRedirect: true,
			followRedirect: false,
		});
	},
);
