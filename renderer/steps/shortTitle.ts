/** Step titles for the tree, where the parts that differ must not be cut: verbs and the sign-in domain go first. */

/** The steps that a walk takes at every pool: their titles begin alike, so the tree says what differs. */
const knownTitles: ReadonlyMap<string, string> = new Map([
  ['Walk the addresses for inside the company network', 'Addresses for inside'],
  ['Walk the addresses for outside', 'Addresses for outside'],
  ['Ask for the root document as JSON, as web apps do', 'Root document, JSON'],
  ['Ask for the root document in the JSON form of Autodiscover', 'Root document, Autodiscover JSON'],
  ['Ask for the user document without a ticket', 'User document, no ticket'],
  ['Ask how web tickets are issued (GET)', 'Ticket metadata, GET'],
  ['Ask how web tickets are issued (WS-Transfer Get)', 'Ticket metadata, WS-Transfer'],
  ['Ask for a web ticket', 'Web ticket'],
  ['Ask for the user document with the ticket', 'User document, with ticket'],
  ['Ask for the user document without a token', 'User document, no token'],
  ['Ask for a token', 'Token'],
  ['Ask for the user document with the token, as JSON', 'User document, JSON'],
  ['Ask for the user document with the token, as XML', 'User document, XML'],
  ["Read the services of the user's home pool", 'Services of the home pool'],
  ['Ask how web tickets are issued', 'Ticket metadata'],
  ['Ask for the NTLM challenge, without a password', 'NTLM challenge'],
  ['Ask for the domain document', 'Domain document'],
  ['Ask for the root document', 'Root document'],
]);

/**
 * "lyncdiscover, HTTPS" for "Ask https://lyncdiscover.contoso.com for the root document".
 * @param domain the sign-in domain, left out where a name ends in it
 */
export function shortTitle(title: string, domain: string): string {
  const known = knownTitles.get(title);
  if (known !== undefined) return known;
  const short = title
    .replace(/^Look up /, '')
    .replace(
      /^Ask (https?):\/\/(\S+) for the root document$/,
      (_all, scheme: string, host: string) => `${host}, ${scheme.toUpperCase()}`,
    )
    .replace(
      /^Follow the redirect to (https?):\/\/(\S+)$/,
      (_all, scheme: string, host: string) => `to ${host}, ${scheme.toUpperCase()}`,
    );
  const ending = `.${domain}`;
  return short
    .split(' ')
    .map((word) => {
      const [bare = word, comma = ''] = word.endsWith(',') ? [word.slice(0, -1), ','] : [word];
      return bare.length > ending.length && bare.endsWith(ending) ? bare.slice(0, -ending.length) + comma : word;
    })
    .join(' ');
}
