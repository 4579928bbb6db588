import { signHmac } from '../../nodes/shared/signature';

test('signs the published Bling body', () => {
	expect(signHmac({ algorithm: 'sha256', prefix: 'sha256=' }, 'k', Buffer.from('x'))).toMatch(/^sha256=[0-9a-f]{64}$/);
});
