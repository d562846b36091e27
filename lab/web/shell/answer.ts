// What an application inside the simulated IIS hands back, before the shell adds the server's own headers.

export interface Answer {
  readonly status: number;
  readonly reason?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** True when ASP.NET made the answer: only then does it carry X-AspNet-Version. */
  readonly aspNet: boolean;
}

/** Headers of the answers that must never be cached (web.md 2.4). */
export const noCache: readonly (readonly [string, string])[] = [
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'no-cache'],
  ['Expires', '-1'],
];

/** An answer made by application code, with a text body in UTF-8. */
export function aspNetAnswer(
  status: number,
  contentType: string,
  body: string,
  headers: readonly (readonly [string, string])[] = [],
): Answer {
  return {
    status,
    headers: [['Content-Type', contentType], ...headers],
    body: Buffer.from(body, 'utf8'),
    aspNet: true,
  };
}

/** An answer without a body, as the 404 of an unknown home server is. */
export function emptyAnswer(status: number, headers: readonly (readonly [string, string])[] = []): Answer {
  return { status, headers, body: Buffer.alloc(0), aspNet: true };
}

/** The same answer with more headers behind its own. */
export function withHeaders(answer: Answer, headers: readonly (readonly [string, string])[]): Answer {
  return { ...answer, headers: [...answer.headers, ...headers] };
}
