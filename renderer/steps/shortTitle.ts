/** Step titles for the tree, where the parts that differ must not be cut: verbs and the sign-in domain go first. */

/** First match wins. What no pattern knows stays as it is. */
const patterns: readonly (readonly [pattern: RegExp, short: (...parts: readonly (string | undefined)[]) => string])[] =
  [
    [/^Look up the names of \S+$/, () => 'Look up the names'],
    [/^Walk the addresses for (inside|outside)\b.*$/, (_all, place = '') => `Addresses for ${place}`],
    [/^Look up (\S+(?: \(\w+\))?)$/, (_all, name = '') => name],
    [
      /^Ask (https?):\/\/(\S+) for the root document$/,
      (_all, scheme = '', host = '') => `${host}, ${scheme.toUpperCase()}`,
    ],
    [/^Ask (\S+) for the root document$/, (_all, host = '') => `Root document of ${host}`],
    [
      /^Follow the redirect to (https?):\/\/(\S+)$/,
      (_all, scheme = '', host = '') => `to ${host}, ${scheme.toUpperCase()}`,
    ],
    // What differs comes first, or near enough to the front not to be cut.
    [/^Ask for the user document without a (ticket|token)$/, (_all, what = '') => `User document, no ${what}`],
    [/^Ask for the user document with the token, as (\w+)$/, (_all, form = '') => `User document, ${form}`],
    [/^Ask for the user document with the (ticket)$/, (_all, what = '') => `User document, ${what}`],
    [
      /^Ask how web tickets are issued(?: \((\S+).*\))?$/,
      (_all, form) => `Ticket metadata${form === undefined ? '' : `, ${form}`}`,
    ],
    [/^Ask for the root document as (\w+), as web apps do$/, (_all, form = '') => `Root document, ${form}`],
    [/^Ask for the root document in the JSON form of Autodiscover$/, () => 'Root document, other JSON'],
    [/^Read the (services) of\b.*$/, (_all, what = '') => `Read the ${what}`],
    [/^Sign in at the registrar \(SIP\)$/, () => 'Registrar (SIP)'],
    [/^Connect to (\S+)$/, (_all, place = '') => `Connect to ${place}`],
    [/^Ask (\S+) whether a SIP server is there \(OPTIONS\)$/, () => 'OPTIONS'],
    [/^Ask (\S+) for compression \(NEGOTIATE\)$/, () => 'Compression'],
    [/^Ask to register without a password$/, () => 'Without a password'],
    [/^REGISTER without authorization$/, () => 'Without sign-in'],
    [/^REGISTER with an empty (\S+) token$/, (_all, scheme = '') => `Empty ${scheme} token`],
    [/^REGISTER with the proof of the password$/, () => 'Proof of the password'],
    [/^REGISTER with the ClientHello$/, () => 'ClientHello'],
    [/^REGISTER with the client certificate$/, () => 'Client certificate'],
    [/^REGISTER signed with the keys of the handshake$/, () => 'Signed'],
    [/^Get a client certificate from (\S+)$/, () => 'Get a client certificate'],
    [/^Ask how certificates are given out$/, () => 'How certificates are given'],
    [/^Ask for a certificate with the ticket in hand$/, () => 'Certificate, ticket in hand'],
    [/^Ask for a certificate with its own ticket$/, () => 'Certificate, own ticket'],
    [/^Ask for a web ticket for the certificate service$/, () => 'Ticket for certificates'],
    [/^Ask for the settings of this user \(in-band provisioning\)$/, () => 'Settings of the user'],
    [/^Ask for the contact list, to count it$/, () => 'Count the contacts'],
    [/^Take the endpoint out again \(REGISTER with Expires 0\)$/, () => 'Sign out'],
    [/^Test the mobility service as a Lync 2010 phone does \(Mcx\)$/, () => 'Mobility (Lync 2010 phones)'],
    [/^Ask for the page of the mobility service$/, () => 'Page of Mcx'],
    [/^Ask how the mobility service is used$/, () => 'How Mcx is used'],
    [/^Ask for a web ticket for the mobility service$/, () => 'Ticket for Mcx'],
    [/^Look for the way of notifications for phones \(federation\)$/, () => 'Notifications (federation)'],
    [
      /^Ask (\S+) (\d+) times as one phone would$/,
      (_all, host = '', times = '') => `${times} times as one phone, ${host}`,
    ],
    [/^Ask which servers of the pool answer$/, () => 'Servers of the pool'],
    [/^Ask (\S+) several times$/, (_all, host = '') => `${host}, several times`],
    [/^Sign in on a page of the server$/, () => 'Sign-in page of the server'],
    [/^Ask which page users sign in on$/, () => 'Which page'],
    [/^Sign in on that page, in a window of its own$/, () => 'Sign in on the page'],
    [/^Ask for a token with the cookies of the page$/, () => 'Token, cookies of the page'],
    [/^Join the meeting as a guest$/, () => 'Join as a guest'],
    [/^Find out which conference this is$/, () => 'Which conference'],
    [/^Make the conference address of the link itself$/, () => 'Conference, from the link'],
    [/^Get a token for a guest of the meeting$/, () => 'Guest’s token'],
    [/^Create an application for the guest$/, () => 'Guest’s application'],
    [/^Hear whether the meeting lets the guest in$/, () => 'Let in or not'],
    [/^Leave: delete the application$/, () => 'Leave'],
    [
      /^Go on at (\S+), the user's home, and ask it for the root of UCWA$/,
      (_all, host = '') => `Root of UCWA at ${host}`,
    ],
    [/^Look at every TLS endpoint$/, () => 'TLS endpoints'],
    [/^Ask for (?:an? |the )(.+)$/, (_all, what = '') => capital(what)],
    [/^Ask (how .+)$/, (_all, what = '') => capital(what)],
  ];

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "lyncdiscover" for "lyncdiscover.contoso.com", also before a comma. */
function withoutDomain(word: string, ending: string): string {
  const bare = word.replace(/,$/, '');
  return bare.length > ending.length && bare.endsWith(ending)
    ? bare.slice(0, -ending.length) + word.slice(bare.length)
    : word;
}

/**
 * "lyncdiscover, HTTPS" for "Ask https://lyncdiscover.contoso.com for the root document".
 * @param domain the sign-in domain, left out where a name ends in it
 */
export function shortTitle(title: string, domain: string): string {
  const known = patterns.find(([pattern]) => pattern.test(title));
  const short = known === undefined ? title : known[1](...(known[0].exec(title) ?? []));
  return short
    .split(' ')
    .map((word) => withoutDomain(word, `.${domain}`))
    .join(' ');
}
