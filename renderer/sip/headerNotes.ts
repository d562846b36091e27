/** One plain sentence for each header field of SIP that tells something about a sign-in. [RFC 3261 20; MS-SIPREGE; MS-SIPAE; MS-CONMGMT] */
import { fullName } from '../../shared/protocol/sip/message.js';

const notes: Readonly<Record<string, string>> = {
  accept: 'The kinds of body the sender takes in the answer.',
  allow: 'The methods the sender takes.',
  'allow-events': 'What a client may subscribe to here: settings, contact list, presence.',
  authorization: 'The sign-in of this request: scheme, for which server, and its data or signature.',
  'authentication-info': 'The server’s own signature: it proves that the answer comes from who took the sign-in.',
  'call-id': 'One number for all messages of a dialogue. A sign-in keeps it from its first REGISTER to its last.',
  compression: 'The way of compression that is asked for or granted.',
  contact: 'Where this endpoint can be reached, and what it is. In an answer: every endpoint the registrar knows.',
  'content-length': 'Body bytes that follow the blank line. 0: there is no body.',
  'content-type': 'What the body is.',
  cseq: 'Counts the requests of a dialogue. An answer repeats it, so both can be told to belong together.',
  date: 'The server’s clock. A sign-in fails when it differs much from the client’s.',
  event: 'What is subscribed to or told of. registration: this is about being signed in.',
  expires: 'For how many seconds. Of a REGISTER: how long the endpoint stays; 0 takes it out.',
  from: 'Who sends the request. tag marks the dialogue, epid this installation of the client.',
  'max-forwards': 'Each server on the way takes one off; at 0 the message is stopped.',
  'ms-diagnostics': 'Why the server refused: code, reason and the server that says so.',
  'ms-diagnostics-public': 'The same reason, as servers outside the company may see it.',
  'ms-edge-proxy-message-trust': 'The Edge says where a message came from and how far it trusts it.',
  'ms-keep-alive': 'Who keeps the connection open, and after how much silence it counts as dead.',
  'ms-piggyback-cseq': 'The first report is in this answer already, in place of a NOTIFY of its own.',
  'ms-telemetry-id': 'The server’s number for this request in its own logs.',
  'ms-user-logon-data': 'RemoteUser: the way led through an Access Edge, so the server takes the user for outside.',
  'p-asserted-identity': 'Who the sender is, as a server vouches for it.',
  'p-preferred-identity': 'Who the sender would like to be.',
  'presence-state': 'What the registrar did with the endpoint, and whether it is the user’s own pool.',
  'proxy-authenticate': 'A way to sign in that this server offers.',
  'proxy-authentication-info': 'The server’s own signature over this answer.',
  'proxy-authorization': 'The sign-in of this request: scheme, for which server, and its data or signature.',
  'proxy-require': 'What every server on the way must understand.',
  'record-route': 'Servers that want to see every later message, too.',
  require: 'What the receiver must understand.',
  'retry-after': 'Ask again after so many seconds, not before.',
  route: 'The way the request is to take.',
  server: 'Which server software answered.',
  'subscription-state': 'Whether the subscription lasts. terminated: it was a single question.',
  supported: 'What the sender understands; the other end may use it.',
  to: 'For whom the request is. A REGISTER names the same user as From; the server adds its tag.',
  unsupported: 'What the server does not understand of the request.',
  'user-agent': 'Which program asks. Servers may keep old versions out by it.',
  via: 'The way the request came. The answer goes back along it.',
  warning: 'A remark of the server, with a number.',
  'www-authenticate': 'A way to sign in that this server offers, or the next piece of the one that was chosen.',
};

/** What a header field means, or undefined for one that needs no words. Compact names count as the long ones. */
export function sipHeaderNote(name: string): string | undefined {
  const known = fullName(name);
  return Object.hasOwn(notes, known) ? notes[known] : undefined;
}

/** Parameters by field and name, then by name alone. */
const parameters: Readonly<Record<string, string>> = {
  'from.tag': 'The client’s mark of this dialogue.',
  'to.tag': 'The server’s mark of this dialogue.',
  epid: 'Marks this installation of the client. An own one is used here, so that a real client of the user is not put out.',
  '+sip.instance': 'The endpoint’s id, made from the epid. The registrar tells endpoints of one user apart by it.',
  gruu: 'The address of just this endpoint; a server can reach it directly.',
  methods: 'What the endpoint takes.',
  'contact.proxy': 'replace: the server puts its own address in, as the endpoint may sit behind a NAT.',
  'ms-opaque': 'A random mark of this connection.',
  'ms-received-cid': 'The server’s number for the connection.',
  'ms-received-port': 'The port that the server saw: another one than sent means a NAT on the way.',
  received: 'The address that the server saw: another one than sent means a NAT on the way.',
  transport: 'Over what the address is reached.',
  branch: 'Marks this one request.',
  'contact.expires': 'Seconds this endpoint stays registered.',
  qop: 'auth: the sign-in protects who asks, not what is said.',
  realm: 'What the sign-in is for. All servers of this family say the same.',
  targetname: 'The server that the sign-in is made for. After a redirect it is another one.',
  version: 'Of the way to sign: 4 with all servers since 2007 R2.',
  opaque: 'The server’s number for this sign-in. The client sends it back.',
  'gssapi-data': 'The data of the scheme, in Base64. The Sign-in tab shows what is in it.',
  crand: 'A random number that goes into the signature.',
  cnum: 'Counts the signed requests.',
  response: 'The client’s signature over the string that the Sign-in tab shows.',
  srand: 'A random number that goes into the signature.',
  snum: 'Counts the signed answers.',
  rspauth: 'The server’s signature over the string that the Sign-in tab shows.',
  'sts-uri': 'Where a client certificate can be had for TLS-DSK.',
  'ms-keep-alive.UAC': 'Asked for by the client.',
  'ms-keep-alive.UAS': 'Answered by the server.',
  tcp: 'Whether TCP itself keeps the connection open.',
  'hop-hop': 'yes: every two neighbours keep their own connection open, by an empty line now and then.',
  'end-end': 'Whether both ends of the whole way do.',
  timeout: 'After so many seconds of silence the connection is taken for dead.',
  'register-action': 'added: a new endpoint; refreshed: a known one; fixed: one was replaced.',
  'primary-cluster-type': 'central: a pool; remote: a branch appliance.',
  'is-connected-to-primary': 'no: the user’s own pool is not in reach, and only part of it all works.',
  reason: 'Why, in words.',
  source: 'The server that says so. Its name is an internal one.',
  'subscription-state.expires': 'Seconds the subscription lasts.',
};

const members: Readonly<Record<string, string>> = {
  'gruu-10': 'Addresses for single endpoints.',
  adhoclist: 'Lists of users in one request.',
  'msrtc-event-categories': 'Presence in the form of 2007 and later.',
  'ms-forking': 'Messages may go to several endpoints of a user.',
  'ms-cluster-failover': 'The client can go on with the backup pool.',
  'ms-userservices-state-notification': 'The server may tell that only part of it works.',
  'ms-keepalive-deregister': 'The server takes an endpoint out when its connection drops.',
  'ms-benotify': 'Reports need no answer.',
  'ms-piggyback-first-notify': 'The first report may come with the answer.',
  'com.microsoft.autoextend': 'A subscription is kept up by the server.',
  'vnd-microsoft-provisioning-v2': 'The settings of the user.',
  'vnd-microsoft-provisioning': 'The settings, in their old form.',
  'vnd-microsoft-roaming-contacts': 'The contact list.',
  'vnd-microsoft-roaming-acl': 'Who may see the user’s presence.',
  'vnd-microsoft-roaming-self': 'The user’s own presence and its rules.',
  presence: 'Presence of others.',
  'presence.wpending': 'Who waits to see the user’s presence.',
};

/** What a parameter of a header field means. */
export function parameterNote(header: string, name: string): string | undefined {
  const field = `${fullName(header)}.${name}`;
  if (Object.hasOwn(parameters, field)) return parameters[field];
  const known = name.toLowerCase();
  return Object.hasOwn(parameters, known) ? parameters[known] : undefined;
}

/** What one of a list of words means: "ms-forking". */
export function memberNote(word: string): string | undefined {
  const known = word.toLowerCase();
  return Object.hasOwn(members, known) ? members[known] : undefined;
}
