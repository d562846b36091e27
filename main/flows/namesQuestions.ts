/** What is asked of each resolver to compare them, and for how long. [RFC 1034, RFC 2782, RFC 8020] */
import { failed } from '../../shared/failure.js';
import type { Lookup, RecordType } from '../../shared/session/model.js';
import type { NameServer, StepHandle } from '../engine/api.js';
import { together } from './context.js';

export interface NameQuestion {
  readonly name: string;
  readonly type: RecordType;
}

/** After the sign-in has ended, no new question is asked for longer than this, ms. */
const budgetMs = 2500;
/** Longest wait for one answer, ms. */
const waitMs = 2500;
/** Questions to one server at once. */
const atOnce = 4;

const discovery = ['lyncdiscoverinternal', 'lyncdiscover'] as const;
const sipHosts = ['sipinternal', 'sip', 'sipexternal'] as const;
const meetings = ['meet', 'dialin'] as const;
const services = ['_sipinternaltls._tcp', '_sipinternal._tcp', '_sip._tls', '_sipfederationtls._tcp'] as const;

/** Every name, of a server that was asked for none yet. */
export function allQuestions(domain: string): readonly (readonly NameQuestion[])[] {
  return [
    ...discovery.map((label) => typesOf(`${label}.${domain}`, ['A', 'AAAA', 'CNAME'])),
    ...sipHosts.map((label) => typesOf(`${label}.${domain}`, ['A', 'AAAA', 'CNAME'])),
    ...services.map((label) => typesOf(`${label}.${domain}`, ['SRV'])),
    ...meetings.map((label) => typesOf(`${label}.${domain}`, ['A', 'AAAA'])),
  ];
}

/** What the walk itself does not ask of its resolver. */
export function furtherQuestions(domain: string, isManual: boolean): readonly (readonly NameQuestion[])[] {
  return [
    ...discovery.map((label) => typesOf(`${label}.${domain}`, isManual ? ['A', 'AAAA'] : ['CNAME'])),
    ...sipHosts.map((label) => typesOf(`${label}.${domain}`, ['AAAA', 'CNAME'])),
    ...meetings.map((label) => typesOf(`${label}.${domain}`, ['A', 'AAAA'])),
  ];
}

/** The SRV records alone: a walk's own are asked again, so that what they name is known here. */
export function serviceQuestions(domain: string): readonly (readonly NameQuestion[])[] {
  return services.map((label) => typesOf(`${label}.${domain}`, ['SRV']));
}

/** Enough to see whether another server of the zone has the same data. */
export function fewQuestions(domain: string): readonly (readonly NameQuestion[])[] {
  return discovery.map((label) => typesOf(`${label}.${domain}`, ['A']));
}

function typesOf(name: string, types: readonly RecordType[]): readonly NameQuestion[] {
  return types.map((type) => ({ name, type }));
}

/** Asks questions until the time for them is up: the end of the sign-in and a little more. */
export class Asking {
  #deadline = Infinity;

  /** @param over resolves when nobody else is waited for any more */
  constructor(step: StepHandle, over: Promise<void>) {
    void over.then(() => (this.#deadline = step.elapsed() + budgetMs));
  }

  /** @throws FailureError when the time is up */
  async ask(step: StepHandle, server: NameServer, question: NameQuestion, transport?: 'tcp'): Promise<Lookup> {
    if (step.elapsed() > this.#deadline) {
      throw failed(
        'lookup',
        'timeout',
        'The sign-in had ended before the resolvers were compared, so this was given up.',
      );
    }
    return step.lookupAt(server, { ...question, waitMs, ...(transport === undefined ? {} : { transport }) });
  }

  /**
   * Asks group by group; in a group one after the other, until one says that the name does not exist.
   * @returns every answer
   */
  async askAll(
    step: StepHandle,
    server: NameServer,
    groups: readonly (readonly NameQuestion[])[],
  ): Promise<readonly Lookup[]> {
    const waiting = [...groups];
    const answers: Lookup[] = [];
    // One that keeps silent at the first question is not asked the others.
    const first = waiting[0]?.[0];
    if (first !== undefined) {
      const lookup = await this.ask(step, server, first);
      answers.push(lookup);
      if (isTrouble(lookup) && lookup.rcode === undefined) return answers;
      const rest = lookup.rcode === 'NXDOMAIN' ? [] : (waiting[0] ?? []).slice(1);
      waiting.splice(0, 1, rest);
    }
    const work = async (): Promise<void> => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        for (const question of group) {
          const lookup = await this.ask(step, server, question);
          answers.push(lookup);
          // RFC 8020: where a name does not exist, it has no records of other types.
          if (lookup.rcode === 'NXDOMAIN') break;
        }
      }
    };
    await together(Array.from({ length: atOnce }, work));
    return answers;
  }
}

/** The server did not do its work, as against: it said that there is nothing. */
export function isTrouble({ failure, rcode }: Lookup): boolean {
  if (rcode === 'NXDOMAIN' || (rcode === 'NOERROR' && failure?.code !== 'malformed_answer')) return false;
  return failure !== undefined;
}

/** Data of the records of a type, without the root's dot. */
export function dataOf({ answers }: Lookup, type: RecordType): readonly string[] {
  return answers.filter((answer) => answer.type === type).map(({ data }) => data.replace(/\.$/, ''));
}
