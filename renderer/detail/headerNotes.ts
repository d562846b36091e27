/** One sentence for each header that tells something about a Lync or Skype for Business answer. */

const notes: Readonly<Record<string, string>> = {
  accept: 'The document formats the client takes, best first. Autodiscover chooses XML or JSON by it.',
  'accept-encoding': 'identity asks for bytes as they are, so that what is recorded is what the server wrote.',
  authorization: 'The credential of this request. Its secret part is hidden in the recording.',
  'cache-control': 'Who may keep this answer, and for how long.',
  'client-request-id': 'Chosen by the client and sent back by the server: finds this request in server logs.',
  connection: 'close ends the connection after this answer. NTLM then has to begin anew.',
  'content-encoding': 'How the body was compressed on its way.',
  'content-length': 'Body bytes that follow the blank line.',
  'content-type': 'What the body is. A 200 with text/html is a web page of someone else, not Autodiscover.',
  date: 'The server’s clock. Tickets fail when it differs much from the client’s.',
  host: 'The name the client asked for. A reverse proxy chooses the web site by it.',
  location: 'Where the server sends the client. It must pass the trust check before it is used.',
  'ms-author-via': 'The site takes authoring requests; told by IIS, without meaning for sign-in.',
  persistentauth: 'false: every request on this connection is authenticated anew.',
  'proxy-authenticate': 'The way a proxy between here and the server wants to be signed in to.',
  server: 'The web server software. A reverse proxy may answer with its own name here.',
  'set-cookie': 'A cookie. Load balancers use one to keep a client on one server.',
  soapaction: 'The operation asked of a SOAP service.',
  'strict-transport-security': 'Browsers must use HTTPS for this host from now on.',
  'transfer-encoding': 'chunked: the body comes in pieces, each with its size before it.',
  via: 'A proxy passed this message on.',
  'www-authenticate': 'A way to sign in that this server offers. Several lines offer several ways.',
  'x-aspnet-version': 'The .NET version that made the answer.',
  'x-content-type-options': 'nosniff: the body is what Content-Type says.',
  'x-frame-options': 'Who may show this page inside another.',
  'x-ms-correlation-id': 'The server’s number for this request in its own logs.',
  'x-ms-diagnostics': 'Why the server refused: error id, reason and the component that says so.',
  'x-ms-server-fqdn': 'The Front End that answered. The name is internal; the answer shows it to whoever asks.',
  'x-ms-webticket': 'The web ticket of this request. Its secret part is hidden in the recording.',
  'x-ms-webticketurl': 'The service that gives the web ticket which this address wants.',
  'x-ms-webticketsupported': 'The kinds of web ticket this address takes.',
  'x-powered-by': 'Software behind the web server.',
};

/** What a header means, or undefined for one that needs no words. */
export function headerNote(name: string): string | undefined {
  return notes[name.toLowerCase()];
}
