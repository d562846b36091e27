/** What a walk will ask, line by line, from the choices of the form: the consent screen beside it. */
import { needsOf } from '../../shared/clients/needs.js';
import { planCredentialUses } from '../../shared/session/plan.js';
import type { Target } from '../../shared/session/model.js';
import { isCurrentUser, publicResolverOf, type FormValues } from './form.js';

export interface PlanLine {
  /** As asked, in wire words. */
  readonly ask: string;
  readonly note?: string;
}

export interface PlanPhase {
  readonly title: string;
  readonly lines: readonly PlanLine[];
}

export interface Plan {
  readonly phases: readonly PlanPhase[];
  readonly promises: readonly string[];
  readonly passwordUses: number;
  /** What is decided without a password, and what one adds. */
  readonly passes: readonly { readonly title: string; readonly text: string }[];
}

/** The domain of what is typed, or a stand-in while it is not typed yet. */
function domainOf(form: FormValues): string {
  const address = form.lab?.sipAddress ?? form.address;
  return address.trim().split('@').at(-1)?.toLowerCase().trim() || 'your domain';
}

/** The choices as the engine counts them. */
function targetOf(form: FormValues): Omit<Target, 'plannedCredentialUses'> {
  return {
    sipAddress: form.lab?.sipAddress ?? form.address,
    domain: domainOf(form),
    hasPassword: form.password !== 'none' && !isCurrentUser(form),
    location: form.location,
    signIn: form.signIn,
    discoveryUrls:
      form.find === 'manual' ? [form.internalUrl, form.externalUrl].filter((url) => url.trim() !== '') : [],
    connectTo: [],
    proxy: form.proxy,
    extraAuthorities: form.authorities.length,
    trustedHosts: [],
    timeoutMs: 10_000,
    sip: form.sip,
    sipAuth: form.sipAuth,
    client: form.client,
  };
}

function line(ask: string, note?: string): PlanLine {
  return note === undefined ? { ask } : { ask, note };
}

function dnsPhase(form: FormValues): PlanPhase {
  const outside = form.location === 'outside' ? 'should not exist' : undefined;
  return {
    title: 'Find the server in DNS',
    lines: [
      line('lyncdiscoverinternal', outside),
      line('lyncdiscover'),
      line('_sipinternaltls._tcp, _sipinternal._tcp', outside),
      line('_sip._tls, _sipfederationtls._tcp'),
      line('sipinternal, sip, sipexternal', 'for later'),
    ],
  };
}

function rootPhase(form: FormValues): PlanPhase {
  if (form.find === 'manual') {
    const typed = [form.internalUrl, form.externalUrl].map((url) => url.trim()).filter(Boolean);
    return { title: 'Ask the typed addresses', lines: typed.map((url) => line(url)) };
  }
  return {
    title: 'Ask for the root document',
    lines: [line('http://lyncdiscover…', 'and internal'), line('https://lyncdiscover…', 'and internal')],
  };
}

/** What is asked of the registrar: without a password only what it tells anybody. */
function registrarPhase(form: FormValues): PlanPhase {
  const withPassword = form.password !== 'none';
  const typed = form.lab === null ? form.sipServer.trim() : '';
  const may = (scheme: FormValues['sipAuth']): boolean => form.sipAuth === 'auto' || form.sipAuth === scheme;
  const lines = [line(typed === '' ? 'OPTIONS, REGISTER' : `OPTIONS, REGISTER to ${typed}`, 'expects 401')];
  if (withPassword && may('ntlm') && !isCurrentUser(form)) lines.push(line('REGISTER with NTLM', 'password'));
  if (withPassword && may('tls-dsk')) {
    lines.push(line('POST …/CertProvisioningService.svc', 'password'), line('REGISTER with TLS-DSK', 'certificate'));
  }
  if (withPassword && form.sipAuth !== 'kerberos') {
    lines.push(line('SUBSCRIBE for settings, contacts', 'counted only'), line('REGISTER, Expires 0', 'signs out'));
  }
  return { title: withPassword ? 'Sign in at the registrar, and out again' : 'Read what the registrar offers', lines };
}

/** The plan of a form's walk. */
export function planOf(form: FormValues): Plan {
  return form.mode === 'meeting' ? meetingPlanOf(form) : signInPlanOf(form);
}

function meetingPlanOf(form: FormValues): Plan {
  const name = form.guestName.trim() || 'the guest';
  return {
    phases: [
      { title: 'Read the page of the meeting', lines: [line('GET https://meet…/name/id', 'not for a sip: address')] },
      {
        title: 'Find the servers of the organizer',
        lines: [line('lyncdiscover'), line('http and https://lyncdiscover…', 'root document')],
      },
      {
        title: 'Get a token for a guest',
        lines: [
          line('GET …/root/oauth/user', 'expects 401'),
          line('POST …/WebTicket/oauthtoken', 'key of the meeting'),
          line('GET …/root/oauth/user', 'with the token'),
        ],
      },
      {
        title: 'Join, and leave again',
        lines: [
          line('POST …/ucwa/oauth/v1/applications'),
          line('POST …/onlineMeetingInvitations', 'joins'),
          line('GET …/events', 'let in or not'),
          line('DELETE …/applications/…', 'always'),
        ],
      },
    ],
    promises: promisesOf(form, form.lab === null ? 'the organizer' : domainOf(form), 0),
    passwordUses: 0,
    passes: [
      {
        title: 'No account needed',
        text: 'A guest proves nothing but the link of the invitation. The key in it is hidden in the recording.',
      },
      {
        title: 'What the others see',
        text: `“${name}” in the lobby or in the meeting, for some seconds. Nothing is said, heard or shown.`,
      },
    ],
  };
}

function signInPlanOf(form: FormValues): Plan {
  const domain = domainOf(form);
  const withPassword = form.password !== 'none';
  const modern = form.signIn === 'modern';
  const needs = needsOf(form.client);
  const webTicket = form.signIn !== 'oauth' && !modern && needs.webTicket;
  const oauth = form.signIn !== 'web-ticket' && !modern && needs.oauth;
  const passwordUses = withPassword ? planCredentialUses(targetOf(form)) : 0;
  const phases: PlanPhase[] = [
    ...(form.find === 'manual' ? [] : [dnsPhase(form)]),
    rootPhase(form),
    { title: 'Ask for the domain document', lines: [line('GET …/root/domain', 'anonymous')] },
  ];
  if (webTicket) {
    phases.push({
      title: withPassword ? 'Get a web ticket' : 'Read what the web ticket service offers',
      lines: [
        line('GET …/root/user', 'expects 401'),
        line('GET …/WebTicketService.svc/mex'),
        withPassword ? line('POST …/WebTicketService.svc', 'password') : line('NTLM challenge', 'no password'),
        ...(withPassword ? [line('GET …/root/user', 'with the ticket')] : []),
      ],
    });
  }
  if (modern) {
    phases.push({
      title: 'Get a token with a sign-in on a page',
      lines: [
        line('GET …/root/oauth/user', 'expects 401'),
        line('the sign-in page', 'in your browser, after a question'),
        line('POST …/oauth2/token', 'the code'),
        line('GET …/root/oauth/user', 'with the token'),
        line('POST …/WebTicketService.svc', 'with the token'),
      ],
    });
  }
  if (oauth) {
    phases.push({
      title: withPassword ? 'Get a token over OAuth' : 'Read what the token service offers',
      lines: [
        line('GET …/root/oauth/user', 'expects 401'),
        ...(withPassword
          ? [line('POST …/WebTicket/oauthtoken', 'password'), line('GET …/root/oauth/user', 'with the token')]
          : []),
      ],
    });
  }
  if (withPassword) {
    phases.push({
      title: 'Follow the redirect to the home pool',
      lines: [line('ticket or token, document', 'if redirected')],
    });
  }
  if (form.sip !== 'none' && needs.sip) phases.push(registrarPhase(form));
  phases.push(...servicesPhase(form), lookPhase(form));
  const shown = isCurrentUser(form) ? phases.map(withTickets) : phases;
  return { phases: shown, promises: promisesOf(form, domain, passwordUses), passwordUses, passes: passesOf(form) };
}

/** What is asked of the pool's services once they are known; without a password only what they show to anybody. */
function servicesPhase(form: FormValues): readonly PlanPhase[] {
  const withPassword = form.password !== 'none';
  const needs = needsOf(form.client);
  const lines = [
    ...(needs.ucwa && withPassword
      ? [line('POST …/ucwa/…/applications', 'UCWA, as apps do'), line('DELETE …/applications/…', 'always, at the end')]
      : []),
    ...(needs.services.length > 0 && withPassword ? [line('GET each service', 'once')] : []),
    ...(needs.mcx && withPassword
      ? [line('GET …/Mcx/McxService.svc', 'page, one phone’s way'), line('POST …/WebTicketService.svc', 'password')]
      : []),
    ...(needs.surroundings ? [line('GET …/root, 5 to 12 times', 'which servers answer')] : []),
  ];
  const title = withPassword ? 'Use and test the services of the user' : 'See which servers answer';
  return lines.length === 0 ? [] : [{ title, lines }];
}

/** What runs beside the walk, for every name that it learns of. */
function lookPhase(form: FormValues): PlanPhase {
  return {
    title: 'Look at names and certificates',
    lines: [...compareLines(form), line('TLS handshakes with every server'), line('OCSP and CRL', 'of its issuers')],
  };
}

/** Who else is asked for the names in DNS. Who is outside the company gets a line of its own. */
function compareLines(form: FormValues): readonly PlanLine[] {
  if (form.dnsDepth === 'none') return [];
  const names = form.find === 'manual' ? 'names in DNS' : 'the same names';
  const open = publicResolverOf(form);
  return [line(names, 'at the zone’s servers'), ...(open === undefined ? [] : [line(names, `at ${open}, public`)])];
}

/** The user of this computer shows a ticket where others give a password. */
function withTickets({ title, lines }: PlanPhase): PlanPhase {
  return { title, lines: lines.map(({ ask, note }) => line(ask, note === 'password' ? 'Kerberos ticket' : note)) };
}

/** The credential-free first pass, what a password adds to it, and how often it may be used. */
function passesOf(form: FormValues): Plan['passes'] {
  const most = planCredentialUses({ ...targetOf(form), hasPassword: true });
  const times = most === 1 ? 'once' : `${most} times`;
  const often =
    form.password === 'none' || isCurrentUser(form)
      ? `This walk uses none. One that does would use it at most ${times}.`
      : `It is used at most ${times}, only over TLS that holds, and never again after the first refusal.`;
  return [
    {
      title: 'Decided without a password',
      text: `DNS, whether every server can be reached, certificates, discovery documents, and which ways to sign in are offered${form.sip === 'none' ? '' : ', on the web and at the registrar'}.`,
    },
    {
      title: 'What a password adds',
      text: `Whether it is accepted, the ticket or token, the user’s home pool and services${form.sip === 'none' ? '' : ', and a registration that is taken back'}. ${often}`,
    },
  ];
}

function promisesOf(form: FormValues, domain: string, passwordUses: number): readonly string[] {
  const contacts =
    form.lab === null
      ? `Contacts servers of ${domain} and your DNS. Asks before it follows an address elsewhere`
      : 'Contacts only the practice lab on this computer';
  const uses =
    passwordUses === 0
      ? 'Uses 0 password attempts, so no account can lock'
      : `Uses the password at most ${passwordUses} ${passwordUses === 1 ? 'time' : 'times'}, and no more after the first refusal`;
  const keeps = form.keepSecrets
    ? 'Keeps passwords, tickets and tokens readable in the recording'
    : 'Keeps the recording on this computer, secrets hidden';
  const open = publicResolverOf(form);
  const told = open === undefined ? [] : [`Tells ${open}, a public resolver, the names of ${domain} that it looks up`];
  return [contacts, ...told, uses, keeps];
}
