import type { Fact, OpenFact } from './fact';
import { failurePrefix } from './fact';

/** A failure of the last day, recovered or not. */
export interface Failure extends Fact {
	/** The delivery's own id, or that of its execution. */
	id: string;
	recovered: boolean;
	/** n8n went down while it ran. */
	interrupted: boolean;
	/** When it started or was received (Unix milliseconds); null if unknown. */
	at: number | null;
}

/** What is known at one moment. */
export interface Known {
	open: OpenFact[];
	failures: Failure[];
	conditions: Fact[];
	/** Whether conditions of a kind can be judged now: an untested credential is neither good nor bad. */
	judged: (tipo: Fact['tipo']) => boolean;
	/** Whether silence can be ignored at this moment. */
	isQuiet: boolean;
	/** Younger failures may still be reported by the error workflow (milliseconds). */
	graceMs: number;
	/** How long an interrupted delivery is left to "Resend Interrupted" (milliseconds). */
	interruptedMs: number;
	/** Unix milliseconds. */
	now: number;
}

/** What to report. */
export interface Health {
	new: Fact[];
	recovered: Fact[];
	/** What was reported before and still lasts. */
	stillOpen: Fact[];
}

const isFailure = ({ tipo }: Fact) => tipo === 'falha' || tipo === 'interrompida';

/**
 * What is new, what is over and what lasts. A failure or condition is new until it was reported,
 * and its recovery is reported once. Open facts that cannot be judged now stay as they are.
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
		// What was never reported ends silently.
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
