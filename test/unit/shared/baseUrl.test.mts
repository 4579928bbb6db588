import { originOf, withoutTrailingSlashes } from '../../../nodes/shared/http/baseUrl';

test.each([
	['https://a.example', 'https://a.example'],
	['https://a.example/', 'https://a.example'],
	['https://a.example/v1///', 'https://a.example/v1'],
	[' https://a.example/v1/ \n', 'https://a.example/v1'],
	['///', ''],
	['', ''],
])('%s becomes %s', (url, expected) => {
	expect(withoutTrailingSlashes(url)).toBe(expected);
});

test.each([
	['https://a.example/v1', 'https://a.example'],
	[' https://a.example:8443/ ', 'https://a.example:8443'],
	['a.example', undefined],
	['ftp://a.example', undefined],
	[undefined, undefined],
])('the origin of %s is %s', (address, expected) => {
	expect(originOf(address)).toBe(expected);
});
