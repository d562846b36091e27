/**
 * What a walk must wait for, whoever walks: each question with the answers it needs, as the protocol has them (numbered
 * as in docs/protocol). Outside, Director first, then the home pool; a password is used in one place at a time, web
 * ticket before OAuth. Whatever needs nothing of each other runs beside each other.
 */

export interface Question {
  readonly id: string;
  /** What must have been answered before. */
  readonly needs: readonly string[];
  /** Flights that must come back: DNS 1, TCP 0 on loopback, TLS 1.2 2, TLS 1.3 1, HTTP 1, each leg of NTLM 1. */
  readonly roundTrips: number;
  /** The request as the lab logs it, for its handling time. */
  readonly request?: RegExp;
}

export interface Shape {
  readonly domain: string;
  readonly tlsFlights: 1 | 2;
  readonly oauth: boolean;
  /** The version has the mobility service. */
  readonly mcx: boolean;
}

/** The questions of one whole walk from outside by a user whose home is another pool than the Director. */
export function questionsOf({ domain, tlsFlights, oauth, mcx }: Shape): readonly Question[] {
  const name = domain.replaceAll('.', '\\.');
  const at = (method: string, host: string, path: string): RegExp =>
    new RegExp(`^${method} ${host}\\.${name}${path}$`, 'i');
  const root = '/Autodiscover/AutodiscoverService\\.svc/root';
  const service = '/WebTicket/WebTicketService\\.svc';
  const ticketAt = (place: string, host: string, first: string): readonly Question[] => [
    { id: `${place} user 401`, needs: [first], roundTrips: 1, request: at('GET', host, `${root}/user`) },
    { id: `${place} MEX`, needs: [`${place} user 401`], roundTrips: 1, request: at('GET', host, `${service}/mex`) },
    // RFC 4559: the offer, the challenge, the answer to the proof; on a connection that stands already.
    { id: `${place} NTLM 1`, needs: [`${place} MEX`], roundTrips: 1, request: at('POST', host, service) },
    { id: `${place} NTLM 2`, needs: [`${place} NTLM 1`], roundTrips: 1, request: at('POST', host, service) },
    { id: `${place} NTLM 3`, needs: [`${place} NTLM 2`], roundTrips: 1, request: at('POST', host, service) },
    { id: `${place} user`, needs: [`${place} NTLM 3`], roundTrips: 1, request: at('GET', host, `${root}/user`) },
  ];
  const tokenAt = (place: string, host: string, first: string, turn: string): readonly Question[] => [
    { id: `${place} OAuth 401`, needs: [first], roundTrips: 1, request: at('GET', host, `${root}/oauth/user`) },
    {
      id: `${place} token`,
      needs: [`${place} OAuth 401`, turn],
      roundTrips: 1,
      request: at('POST', host, '/WebTicket/oauthtoken'),
    },
    {
      id: `${place} OAuth user`,
      needs: [`${place} token`],
      roundTrips: 1,
      request: at('GET', host, `${root}/oauth/user`),
    },
  ];
  return [
    // 1. Names. 2. Root over HTTP and HTTPS.
    { id: 'lyncdiscover A', needs: [], roundTrips: 1 },
    { id: 'lyncdiscover TLS', needs: ['lyncdiscover A'], roundTrips: tlsFlights },
    { id: 'root https', needs: ['lyncdiscover TLS'], roundTrips: 1, request: at('GET', 'lyncdiscover', '/') },
    { id: 'root http', needs: ['lyncdiscover A'], roundTrips: 1, request: at('GET', 'lyncdiscover', '/') },
    // 4. to 5. At the Director, which the root document names.
    // Its address is known: the lab listens on ports of its own, so --connect-to says it in place of DNS.
    { id: 'Director TLS', needs: ['root https'], roundTrips: tlsFlights },
    { id: 'domain', needs: ['Director TLS'], roundTrips: 1, request: at('GET', 'dirweb', `${root}/domain`) },
    ...ticketAt('Director', 'dirweb', 'Director TLS'),
    // 7. At the home pool, which the Director's user document names.
    { id: 'home TLS', needs: ['Director user'], roundTrips: tlsFlights },
    { id: 'home root', needs: ['home TLS'], roundTrips: 1, request: at('GET', 'web01', root) },
    ...ticketAt('home', 'web01', 'home root'),
    // 6. OAuth. Its first credential waits for the last user document, which might have asked for one more ticket.
    ...(oauth
      ? [
          ...tokenAt('Director', 'dirweb', 'Director TLS', 'home user'),
          // The way to the home pool is known by then, and its connection stands.
          { id: 'home root again', needs: ['Director OAuth user'], roundTrips: 1, request: at('GET', 'web01', root) },
          ...tokenAt('home', 'web01', 'home root again', 'home root again'),
        ]
      : []),
    // Here, too, a user document might have asked for one more.
    ...behindSignIn(at, { service, last: oauth ? 'home OAuth user' : 'home user', mcx }),
  ];
}

/**
 * What comes after the sign-in at the web services. A password is used in one place at a time: the registrar (SIP is
 * answered without delay here), the ticket for a client certificate, the one for Mcx, those for the address book.
 */
function behindSignIn(
  at: (method: string, host: string, path: string) => RegExp,
  { service, last, mcx }: { readonly service: string; readonly last: string; readonly mcx: boolean },
): readonly Question[] {
  const certProv = '/CertProv/CertProvisioningService\\.svc';
  const book = '/groupexpansion/service\\.svc';
  const one = (id: string, needs: readonly string[], request: RegExp): Question => ({
    id,
    needs,
    roundTrips: 1,
    request,
  });
  const ntlm = (place: string, needs: readonly string[]): readonly Question[] => [
    one(`${place} NTLM 1`, needs, at('POST', 'web01', service)),
    one(`${place} NTLM 2`, [`${place} NTLM 1`], at('POST', 'web01', service)),
    one(`${place} NTLM 3`, [`${place} NTLM 2`], at('POST', 'web01', service)),
  ];
  const beforeBook = mcx ? 'Mcx NTLM 3' : 'certificate NTLM 3';
  return [
    // 15. The certificate of TLS-DSK: metadata, the ticket in hand, a ticket of its own.
    one('certificate metadata', ['home user'], at('GET', 'web01', `${certProv}/mex`)),
    one('certificate with the ticket in hand', ['certificate metadata'], at('POST', 'web01', `${certProv}.*`)),
    one('certificate MEX', ['certificate with the ticket in hand'], at('GET', 'web01', `${service}/mex`)),
    ...ntlm('certificate', ['certificate MEX', last]),
    one('certificate', ['certificate NTLM 3'], at('POST', 'web01', `${certProv}.*`)),
    // 19. Mcx.
    ...(mcx
      ? [
          one('Mcx page', ['home user'], at('GET', 'web01', '/Mcx/McxService\\.svc')),
          one('Mcx metadata', ['Mcx page'], at('GET', 'web01', '/Mcx/McxService\\.svc/mex')),
          one('Mcx MEX', ['Mcx metadata'], at('GET', 'web01', `${service}/mex`)),
          ...ntlm('Mcx', ['Mcx MEX', 'certificate NTLM 3']),
        ]
      : []),
    // 17. The address book: two tickets over one signed-in connection, a query, the files.
    one('address book metadata', ['home user'], at('GET', 'web01', `${book}/mex`)),
    one('address book MEX', ['address book metadata'], at('GET', 'web01', `${service}/mex`)),
    ...ntlm('address book', ['address book MEX', beforeBook]),
    one('second ticket', ['address book NTLM 3'], at('POST', 'web01', service)),
    one('query', ['second ticket'], at('POST', 'web01', `${book}.*`)),
    one('files', ['query'], at('GET', 'web01', '/abs/handler')),
  ];
}

export interface CriticalPath {
  readonly ms: number;
  readonly roundTrips: number;
  /** The lab's own handling time on it. */
  readonly handlingMs: number;
  readonly questions: readonly string[];
}

/**
 * The longest way through the questions.
 * @param delayMs of one flight
 * @param handling the lab's own time for a request, ms
 */
export function criticalPathOf(
  questions: readonly Question[],
  delayMs: number,
  handling: (request: RegExp) => number,
): CriticalPath {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const known = new Map<string, CriticalPath>();
  const none: CriticalPath = { ms: 0, roundTrips: 0, handlingMs: 0, questions: [] };
  const to = (id: string): CriticalPath => {
    const already = known.get(id);
    if (already !== undefined) return already;
    const question = byId.get(id);
    if (question === undefined) throw new Error(`no question ${id}`);
    const before = question.needs.map(to).reduce((a, b) => (b.ms > a.ms ? b : a), none);
    const own = question.request === undefined ? 0 : handling(question.request);
    const path: CriticalPath = {
      ms: before.ms + question.roundTrips * delayMs + own,
      roundTrips: before.roundTrips + question.roundTrips,
      handlingMs: before.handlingMs + own,
      questions: [...before.questions, id],
    };
    known.set(id, path);
    return path;
  };
  return questions.map(({ id }) => to(id)).reduce((a, b) => (b.ms > a.ms ? b : a), none);
}
