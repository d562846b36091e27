/**
 * Answers to one light request that was made several times, told apart by the server that gave them: X-MS-Server-Fqdn
 * names it. [skype-docs, UCWA/AuthenticationInUCWA.md; that the header names the Front End is an observation, too]
 */
import type { Failure } from '../failure.js';

export interface FrontEndAnswer {
  /** As serverNameIn() reads it. */
  readonly server: string | undefined;
  /** That the connection went to; undefined where it is not known, as behind a proxy. */
  readonly address: string | undefined;
  /** Of a whole answer. */
  readonly status: number | undefined;
  /** What came in place of one. */
  readonly failure: Failure | undefined;
  /** HTTPS whose certificate validated for the name. */
  readonly isSecure: boolean;
}

/** The answers of one server, or of all that gave no name. */
export interface FrontEnd<T extends FrontEndAnswer = FrontEndAnswer> {
  readonly server: string | undefined;
  /** In the order met. */
  readonly addresses: readonly string[];
  readonly answers: readonly T[];
  readonly good: number;
  /** What the others were, each once: "500", "timeout", "untrusted certificate". */
  readonly faults: readonly string[];
}

/** The server that an X-MS-Server-Fqdn header names; undefined for none, and for what is no name. */
export function serverNameIn(header: string | undefined): string | undefined {
  const name = header?.trim().toLowerCase() ?? '';
  return /^[a-z0-9_][a-z0-9_.-]{0,252}$/.test(name) ? name : undefined;
}

/** No server was spoken to: the way there failed, which says nothing about one of several servers. */
export function isUnreached({ failure }: FrontEndAnswer): boolean {
  const { operation } = failure ?? {};
  return operation === 'lookup' || operation === 'connect' || operation === 'proxy' || operation === 'handshake';
}

/**
 * One group a server, in the order met; answers without a name are one more group.
 * @param by 'address': a server that was met at two addresses is two groups
 */
export function frontEndsOf<T extends FrontEndAnswer>(
  answers: readonly T[],
  by: 'server' | 'address' = 'server',
): readonly FrontEnd<T>[] {
  const demandsTrust = answers.some(({ isSecure }) => isSecure);
  const groups = new Map<string, T[]>();
  for (const answer of answers) {
    const key = `${answer.server ?? ''} ${by === 'address' ? (answer.address ?? '') : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()].map((own): FrontEnd<T> => {
    const faults = own.map((answer) => faultOf(answer, demandsTrust));
    return {
      server: own[0]?.server,
      addresses: [...new Set(own.flatMap(({ address }) => address ?? []))],
      answers: own,
      good: faults.filter((fault) => fault === undefined).length,
      faults: [...new Set(faults.filter((fault) => fault !== undefined))],
    };
  });
}

/** What is wrong with an answer to a request that needs no sign-in. A certificate is only held against one of several. */
function faultOf({ status, failure, isSecure }: FrontEndAnswer, demandsTrust: boolean): string | undefined {
  if (status === undefined) return failure?.code ?? 'no answer';
  if (status >= 400) return String(status);
  return demandsTrust && !isSecure ? 'untrusted certificate' : undefined;
}

export interface Uneven<T extends FrontEndAnswer = FrontEndAnswer> {
  /** Gave no good answer. Empty unless another one gave good ones only. */
  readonly bad: readonly FrontEnd<T>[];
  readonly others: readonly FrontEnd<T>[];
}

/** The servers that are broken while others of them are not. What was not reached counts for nobody. */
export function unevenness<T extends FrontEndAnswer>(answers: readonly T[]): Uneven<T> {
  const servers = frontEndsOf(answers.filter((answer) => !isUnreached(answer)));
  const isSound = servers.some(({ good, faults }) => good > 0 && faults.length === 0);
  const bad = isSound ? servers.filter(({ good }) => good === 0) : [];
  return { bad, others: servers.filter((server) => !bad.includes(server)) };
}

/** "fe01.contoso.com 203.0.113.7 5 of 5 good": the fact 'front-end' of a group by address. */
export function frontEndFact({ server, addresses, answers, good }: FrontEnd): string {
  return [server ?? 'unnamed', ...addresses, `${good} of ${answers.length} good`].join(' ');
}

/** How a sentence names it. */
export function nameOf({ server }: FrontEnd): string {
  return server ?? 'a server that does not give its name';
}
