import type { Imported } from './workflows.mts';
import type { Vendors } from './credentials.mts';

/** The names used in the walk-through. */
export interface Place {
	n8n: string;
	owner: { email: string; password: string };
	/** The sandbox's panel. */
	control: string;
	/** The address of the trigger of "Bling: primeiros passos". */
	bling: string;
	/** A real delivery of Bling, as it was captured, and its signature. */
	captured: string;
	signature: string;
	vendors: Vendors;
	problems: Imported['problems'];
}

export const languages = ['en', 'pt-BR'] as const;
export type Language = (typeof languages)[number];

/** The language of a locale such as `pt_BR.UTF-8`; English for everything but Portuguese. */
export const languageOf = (locale: string): Language => (/^pt\b|^pt_/i.test(locale) ? 'pt-BR' : 'en');

/** What `npm start` prints: addresses, the sign-in, and what to try, including one thing for each vendor. */
export const walk = (language: Language, place: Place): string => (language === 'en' ? english(place) : portuguese(place));

const curl = ({ bling, signature, captured }: Place) => `curl -i -X POST '${bling}' \\
  -H 'Content-Type: application/json' \\
  -H 'X-Bling-Signature-256: ${signature}' \\
  --data-binary '${captured}'`;

function english(place: Place): string {
	const { n8n, owner, control, bling, vendors, problems } = place;
	const [from, to] = vendors.pool;
	const { user, password } = vendors.basic;
	return `
n8n is running:   ${n8n}
  sign in with    ${owner.email}
  password        ${owner.password}
The sandbox:      ${control}   (the four vendors, imitated)
${problems.map((problem) => `Not published:    ${problem}\n`).join('')}
Try this:
1. Bling: post a real, captured delivery. The answer is 200 {"status":"accepted"}; a second time it is a duplicate.

${curl(place)}

   In n8n open "Bling: primeiros passos" → Executions: there are about 20, from the start; yours is the newest, and the duplicate
   started none. Open ${bling} in a browser: it says how to register it at Bling.

2. One stock in two accounts. On ${control}/bling → "Estoque" → "Change the stock of a product" choose ${from.companyName}, CAN-300, E, 10.
   The form answers "Done."; wait some seconds and reload the page (F5). Under "Estoque", above the forms, open "${to.companyName}: … products":
   CAN-300 has 10 more. These are totals of all deposits; the shared one, "${to.shared}", has grown.
   What was written and why, a row an account: n8n → Overview → Data tables → estoque_registro.

3. Break it. On ${control}/bling press "Revoke a user" for "App privado 2" and ${to.companyName}, then change the stock again in ${from.companyName}.
   Nothing is written: CAN-300 stays as it was in ${to.companyName}. Within a minute this terminal prints a line that begins with ALERT.

4. See it recover. In n8n → Credentials open "${to.credential.name}", press "Switch account", choose ${to.companyName} and press "Autorizar".
   Then choose "Suspeitos (o que falhou antes)" in the form ${n8n}/form/estoque-conciliar (user ${user}, password ${password}) and press "Conciliar": the balance arrives.

5. NFE.io: on ${control}/nfeio → "Issue a service invoice" choose "rejected" under "It comes to" and press the button.
   In half a minute this terminal prints an ALERT with the reason, and "NFE.io: resultado da nota" has one execution.

6. Intelipost: on ${control}/intelipost → "Walk to "Entregue"" choose PEDIDO0001 and press the button.
   "Intelipost: rastreio no Bling" has a new execution about once a minute: one for each state of the delivery.

7. iSET: on ${control}/iset → "Change an order" choose an order and the status CANCELADO, and press the button.
   "iSET: pedidos sem Bling" has one new execution: a cancelled order is looked up in Bling at once.

8. The panel of all deliveries, with its buttons to resend: ${n8n}/webhook/painel-de-webhooks-reenviar (user ${user}, password ${password}).

Ctrl+C ends everything; the next start takes seconds. Em português: npm start -- --lang pt-BR`;
}

function portuguese(place: Place): string {
	const { n8n, owner, control, bling, vendors, problems } = place;
	const [from, to] = vendors.pool;
	const { user, password } = vendors.basic;
	return `
O n8n está em:    ${n8n}
  usuário         ${owner.email}
  senha           ${owner.password}
O sandbox:        ${control}   (imita os quatro fornecedores)
${problems.map((problem) => `Não publicado:    ${problem}\n`).join('')}
Experimente:
1. Bling: envie esta entrega real do Bling. A resposta é 200 {"status":"accepted"}; na segunda vez, duplicate.

${curl(place)}

   No n8n abra "Bling: primeiros passos" → Executions: cerca de 20 vêm da inicialização; a sua é a mais recente, e a duplicata não iniciou nenhuma.
   Abra ${bling} no navegador: a página explica como cadastrar no Bling.

2. Um só estoque em duas contas. Em ${control}/bling → "Estoque" → "Change the stock of a product" escolha ${from.companyName}, CAN-300, E, 10.
   O formulário responde "Done."; espere alguns segundos e recarregue a página (F5). Em "Estoque", acima dos formulários, abra "${to.companyName}: … products":
   CAN-300 tem 10 a mais. São totais de todos os depósitos; o que aumentou foi o compartilhado, "${to.shared}".
   O que foi gravado e por quê, uma linha por conta: n8n → Overview → Data tables → estoque_registro.

3. Provoque uma falha. Em ${control}/bling use "Revoke a user" para "App privado 2" e ${to.companyName}, e altere o estoque outra vez em ${from.companyName}.
   Nada é gravado: CAN-300 fica como estava em ${to.companyName}. Em menos de um minuto este terminal mostra uma linha que começa com ALERT.

4. Veja a recuperação. No n8n → Credentials abra "${to.credential.name}", use "Switch account", escolha ${to.companyName} e clique em "Autorizar".
   Depois escolha "Suspeitos (o que falhou antes)" no formulário ${n8n}/form/estoque-conciliar (usuário ${user}, senha ${password}) e clique em "Conciliar": o saldo chega.

5. NFE.io: em ${control}/nfeio → "Issue a service invoice" escolha "rejected" em "It comes to" e clique no botão.
   Em cerca de meio minuto, este terminal mostra um ALERT com o motivo, e "NFE.io: resultado da nota" tem uma execução.

6. Intelipost: em ${control}/intelipost → "Walk to "Entregue"" escolha PEDIDO0001 e clique no botão.
   "Intelipost: rastreio no Bling" ganha mais ou menos uma execução por minuto: uma para cada estado do envio.

7. iSET: em ${control}/iset → "Change an order" escolha um pedido e o status CANCELADO, e clique no botão.
   "iSET: pedidos sem Bling" ganha uma execução: o pedido cancelado é conferido no Bling na hora.

8. O painel de todas as entregas, com os botões para reenviar: ${n8n}/webhook/painel-de-webhooks-reenviar (usuário ${user}, senha ${password}).

Ctrl+C encerra tudo; a próxima inicialização leva segundos. In English: npm start -- --lang en`;
}
