/**
 * WWW-Authenticate: several lines, several challenges in one line, values quoted or bare, tokens after NTLM and
 * Negotiate. Reads everything that can be read and never fails: proxies mangle this header. [RFC 9110 11.6.1]
 */

export interface Challenge {
  /** As sent: "MsRtcOAuth". */
  readonly scheme: string;
  /** What follows the scheme directly, as NTLM and Negotiate do it (Base64). */
  readonly token: string | undefined;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Longest header we read, in characters; a challenge of Microsoft's servers stays below 1,000, a token below 20,000. */
const longest = 65_536;

/** Reads all values of the header, in order. Text that is no challenge is passed over. */
export function parseChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap((value) => readLine(value.slice(0, longest)));
}

/** All challenges of a scheme, compared without case. */
export function challengesOf(challenges: readonly Challenge[], scheme: string): readonly Challenge[] {
  const wanted = scheme.toLowerCase();
  return challenges.filter((challenge) => challenge.scheme.toLowerCase() === wanted);
}

/** First value of a parameter, its name compared without case. */
export function parameterOf(challenge: Challenge, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return challenge.parameters.find(([known]) => known.toLowerCase() === wanted)?.[1];
}

interface OpenChallenge {
  readonly scheme: string;
  token: string | undefined;
  readonly parameters: [string, string][];
}

const tokenPattern = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const token68Pattern = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
/** A bare value ends at a comma or a blank: Microsoft's own page prints an URL without quotes. */
const barePattern = /[^\s,"]*/y;
const quotedPattern = /"((?:[^"\\]|\\.)*)"?/y;

function readLine(line: string): readonly Challenge[] {
  const challenges: OpenChallenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const skipBlanks = (): void => {
    while (line[at] === ' ' || line[at] === '\t') at += 1;
  };

  while (at < line.length) {
    while (line[at] === ',' || line[at] === ' ' || line[at] === '\t') at += 1;
    if (at >= line.length) break;
    const word = take(tokenPattern)?.[0];
    if (word === undefined) {
      at += 1; // not a list member: pass over it
      continue;
    }
    skipBlanks();
    const current = challenges.at(-1);
    if (line[at] === '=' && current !== undefined) {
      at += 1;
      skipBlanks();
      current.parameters.push([word, readValue()]);
      continue;
    }
    const opened: OpenChallenge = { scheme: word, token: undefined, parameters: [] };
    challenges.push(opened);
    // `NTLM TlRM…=` is a token; `MsRtcOAuth href=…` is not, the pattern demands the end of the member after it.
    const token = take(token68Pattern)?.[0];
    if (token !== undefined) opened.token = token;
  }
  return challenges;

  function readValue(): string {
    if (line[at] === '"') return (take(quotedPattern)?.[1] ?? '').replace(/\\(.)/g, '$1');
    return take(barePattern)?.[0] ?? '';
  }
}
