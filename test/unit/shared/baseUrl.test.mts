import { withoutTrailingSlashes } from '../../../nodes/shared/baseUrl';

test.each([
	['https://a.example', 'https://a.example'],
	['https://a.example/', 'https://a.example'],
	['https://a.example/v1///', 'https://a.example/v1'],
	['///', ''],
	['', ''],
])('%s becomes %s', (url, expected) => {
	expect(withoutTrailingSlashes(url)).toBe(expected);
});
