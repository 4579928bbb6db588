import type { Fact, OpenFact } from './fact';
import { failurePrefix } from './fact';

/** A failure of the last day that nothing has made good, or that something has. */
export interface Failure extends Fact {
	/** The delivery's own id, or its execution's. */
	id: string;
	recovered: boolean;
	/** n8n ended while it ran. */
	interrupted: boolean;
	/** When it started, or was received (Unix milliseconds); null if nobody knows. */
	at: number | null;
}

/** What is known at one moment. */
export interface Known {
	open: OpenFact[];
	failures: Failure[];
	conditions: Fact[];
	/** Whether conditions of a kind can be judged now: a credential that is not tested is neither well nor ill. */
	judged: (tipo: Fact['tipo']) => boolean;
	/** Whether silence is no news at this moment. */
	isQuiet: boolean;
	/** What is younger the error workflow may still tell (milliseconds). */
	graceMs: number;
	/** How long an interrupted delivery is left to "Resend Interrupted" (milliseconds). */
	interruptedMs: number;
	/** Unix milliseconds. */
	now: number;
}

/** What to tell. */
export interface Health {
	new: Fact[];
	recovered: Fact[];
	/** What was told before and lasts. */
	stillOpen: Fact[];
}

const isFailure = ({ tipo }: Fact) => tipo === 'falha' || tipo === 'interrompida';

/**
 * What is new, what is over and what lasts. Each failure and each condition is new until it was told; what was told is
 * recovered once. What is open in the table and cannot be judged now stays as it is.
 */
export function judgeHealth(known: Known): Health {
	const failures = judgeFailures(known);
	const conditions = judgeConditions(known);
	return {
		new: [...failures.new, ...conditions.new],
		recovered: [...failures.recovered, ...conditions.recovered],
		stillOpen: [...failures.stillOpen, ...conditions.stillOpen],
	};
}

function judgeFailures({ open, failures, graceMs, interruptedMs, now }: Known): Health {
	const noted = new Map(open.filter(isFailure).map((fact) => [fact.chave, fact]));
	const goodAgain = (fact: OpenFact) =>
		failures.some(
			(failure) =>
				failure.recovered &&
				(fact.tipo === 'interrompida'
					? failure.execucao === fact.execucao
					: fact.chave.startsWith(failurePrefix(failure.workflow_id, failure.id))),
		);
	const recovered = [...noted.values()].filter(goodAgain);
	const lasting = [...noted.values()].filter((fact) => !goodAgain(fact));
	const untold = lasting.filter(({ avisado_em: told, createdAt }) => !told && Date.parse(createdAt) <= now - graceMs);
	const resent = new Set([...noted.values()].filter(({ tipo }) => tipo === 'interrompida').map(({ execucao }) => execucao));
	const unnoted = failures.filter(({ recovered: isOver, chave, at, interrupted, execucao }) => {
		const age = at === null ? Infinity : now - at;
		const isLeft = interrupted && !resent.has(execucao) && age < interruptedMs;
		return !isOver && !noted.has(chave) && age >= graceMs && !isLeft;
	});
	const current = new Set(failures.filter((failure) => !failure.recovered).map(({ chave }) => chave));
	return {
		new: [...untold, ...unnoted],
		// What nobody was told of is over in silence.
		recovered: recovered.filter(({ avisado_em: told }) => told),
		stillOpen: lasting.filter(({ avisado_em: told, chave }) => told && current.has(chave)),
	};
}

function judgeConditions({ open, conditions, judged, isQuiet }: Known): Health {
	const noted = open.filter((fact) => !isFailure(fact));
	const known = new Set(noted.map(({ chave }) => chave));
	const current = new Set(conditions.map(({ chave }) => chave));
	return {
		new: conditions.filter(({ chave, tipo }) => !known.has(chave) && !(tipo === 'silencio' && isQuiet)),
		recovered: noted.filter(({ chave, tipo }) => !current.has(chave) && judged(tipo)),
		stillOpen: conditions.filter(({ chave }) => known.has(chave)),
	};
}
