import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
	cert: string;
	key: string;
}

interface Certificates {
	/** The file of the authority that signed `valid` and `expired`, for NODE_EXTRA_CA_CERTS. */
	authorityFile: string;
	valid: Certificate;
	expired: Certificate;
	selfSigned: Certificate;
	remove(): Promise<void>;
}

/** Certificates for 127.0.0.1 of an authority made on the spot. `openssl ca` is what can date one into the past. */
export async function makeCertificates(): Promise<Certificates> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-certificates-'));
	const file = (name: string) => join(folder, name);
	const openssl = async (...args: string[]) => await run('openssl', args, { cwd: folder });
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	const config = `
[ca]
default_ca = test
[test]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;
	await writeFile(file('ca.cnf'), config);
	await writeFile(file('index.txt'), '');
	await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority', '-days', '2');

	const read = async (name: string): Promise<Certificate> => ({
		cert: await readFile(file(`${name}.pem`), 'utf8'),
		key: await readFile(file(`${name}.key`), 'utf8'),
	});
	const subject = (name: string) => ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
	const signed = async (name: string, from: string, to: string) => {
		await openssl('req', '-new', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject(name));
		const dates = ['-startdate', from, '-enddate', to];
		const authority = ['-cert', 'ca.pem', '-keyfile', 'ca.key', '-config', 'ca.cnf'];
		await openssl('ca', '-batch', '-notext', ...authority, ...dates, '-in', `${name}.csr`, '-out', `${name}.pem`);
		return await read(name);
	};
	await openssl('req', '-x509', ...key, '-keyout', 'self.key', '-out', 'self.pem', ...subject('self'), '-days', '2');
	return {
		authorityFile: file('ca.pem'),
		valid: await signed('valid', '20200101000000Z', '20491231235959Z'),
		expired: await signed('expired', '20200101000000Z', '20210101000000Z'),
		selfSigned: await read('self'),
		remove: async () => await rm(folder, { recursive: true, force: true }),
	};
}
