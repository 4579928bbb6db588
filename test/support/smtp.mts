import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after } from 'node:test';

interface Mail {
	to: string[];
	/** Headers and parts as they were sent. */
	text: string;
}

/** A mail server that takes everything and keeps it, without encryption or log-in. It ends with the test file. */
export async function startSmtp(): Promise<{ port: number; mails: Mail[] }> {
	const mails: Mail[] = [];
	const server = createServer((socket) => converse(socket, mails));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	after(() => server.close());
	return { port: (server.address() as AddressInfo).port, mails };
}

/** As much of RFC 5321 as one client needs. */
function converse(socket: Socket, mails: Mail[]): void {
	let input = '';
	let receiving = false;
	let to: string[] = [];
	const say = (line: string) => socket.write(`${line}\r\n`);
	say('220 localhost');
	socket.setEncoding('utf8');
	socket.on('error', () => socket.destroy());
	socket.on('data', (chunk: string) => {
		input += chunk;
		for (;;) {
			const end = receiving ? '\r\n.\r\n' : '\r\n';
			const at = input.indexOf(end);
			if (at < 0) return;
			const text = input.slice(0, at);
			input = input.slice(at + end.length);
			if (receiving) {
				mails.push({ to, text });
				[receiving, to] = [false, []];
				say('250 ok');
			} else if (/^DATA/i.test(text)) {
				receiving = true;
				say('354 go on');
			} else if (/^QUIT/i.test(text)) {
				say('221 bye');
				socket.end();
			} else {
				const recipient = /^RCPT TO:<([^>]*)>/i.exec(text)?.[1];
				if (recipient !== undefined) to.push(recipient);
				say('250 ok');
			}
		}
	});
}
