import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/** The sandbox does not call this host: it is not on this machine and was not explicitly allowed. */
class TargetRefused extends Error {}

interface Address {
	address: string;
	family: 4 | 6;
}

const isLoopback = ({ address, family }: Address) => loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');

/**
 * Resolves a host to an address that may be called: only loopback, unless the host was explicitly
 * allowed. The caller connects to the returned address, so the answer cannot change in between.
 */
export async function resolveTarget(hostname: string, allowedHosts: ReadonlySet<string>): Promise<Address> {
	const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const literal = isIP(host);
	const address: Address = literal === 0 ? asAddress(await lookup(host)) : { address: host, family: literal === 6 ? 6 : 4 };
	if (!isLoopback(address) && !allowedHosts.has(host)) {
		throw new TargetRefused(`refused: ${host} is not on this machine (start the sandbox with --allow-host ${host} to permit it)`);
	}
	return address;
}

const asAddress = ({ address, family }: { address: string; family: number }): Address => ({
	address,
	family: family === 6 ? 6 : 4,
});
