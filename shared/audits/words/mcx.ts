/** Words for what the mobility service of Lync 2010 clients (Mcx) can show. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

export const mcxWords = {
  'mcx-missing': {
    title: 'The mobility service of Lync 2010 clients is named where the version has it',
    failureTitle: 'The mobility service of Lync 2010 clients (Mcx) is missing',
    why: 'Phones with Lync 2010 cannot sign in. Later mobile apps use UCWA and do not need it.',
    cause:
      'Mcx was not installed with the mobility update, was removed, or its addresses did not get into the topology.',
    fix: 'If phones with Lync 2010 are still in use, the server administrator installs the mobility service on every Front End and runs the bootstrapper; otherwise nothing is to be done.',
  },
  'mcx-not-answering': {
    title: 'The mobility service of Lync 2010 clients answers',
    failureTitle: 'The mobility service of Lync 2010 clients (Mcx) does not answer as it should',
    why: 'Phones with Lync 2010 cannot sign in. Desktop clients and later mobile apps do not need it.',
    cause: 'The application is stopped or broken, or the reverse proxy does not publish its path.',
    fix: 'Where it answers inside, the administrator of the reverse proxy publishes /Mcx; otherwise the server administrator looks at the application pools of Mcx and the event log of the Front End.',
  },
  'mcx-internal-only': {
    title: 'Phones outside get the published address of Mcx',
    failureTitle: 'The mobility service (Mcx) is exposed with an internal address only',
    why: 'Phones with Lync 2010 take this address wherever they are. On a mobile network it leads nowhere.',
    cause:
      'The mobility configuration exposes the internal address (ExposedWebURL Internal). Somebody may have chosen that on purpose, to keep phones inside.',
    fix: 'If phones are to work outside, the server administrator exposes the external address.',
  },
  'mcx-ticket-refused': {
    title: 'The user gets a web ticket for Mcx',
    failureTitle: 'The ticket service issues no ticket for the mobility service (Mcx)',
    why: 'Phones with Lync 2010 find their service and cannot sign in to it.',
    cause:
      'The address of Mcx is none that the ticket service knows: the topology was changed and not brought to every Front End, or the service was installed without it.',
    fix: 'The server administrator enables the topology and runs the bootstrapper on the Front Ends of the pool.',
  },
  'push-federation-missing': {
    title: 'Notifications for phones find their way by federation',
    failureTitle: 'The record that notifications for phones need (federation) is missing',
    why: 'Phones with Lync 2010 that sleep would not be woken for a message. Sign-in works without it.',
    cause:
      'Federation was never published for this sign-in domain. That matters only where notifications were turned on, which they are not by default, and only while the clearing house (push.lync.com) still answers.',
    fix: 'Where notifications are wanted, the administrator of the public zone adds the SRV record to the Access Edge on port 5061, and the server administrator allows federation with push.lync.com. Otherwise nothing is to be done.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

const mobility = 'Lync Server 2013, "Technical requirements for mobility"';
const oldPhone = 'Only the old app "Lync 2010" for phones cannot sign in';
const others = 'A desktop client or a newer app is not concerned.';

export const mcxKnowledge: Readonly<Record<keyof typeof mcxWords, Knowledge>> = {
  'mcx-missing': {
    caller: `${oldPhone} with these servers. ${others}`,
    commands: ['Get-CsService -WebServer | Format-List PoolFqdn, Mcx*', 'Get-CsMcxConfiguration', 'Enable-CsComputer'],
    sources: ['Set-CsMcxConfiguration', mobility],
    likely: 'The version is told by what servers call themselves; Get-CsServerVersion would prove it.',
  },
  'mcx-not-answering': {
    caller: `${oldPhone} until IT has repaired its service. ${others}`,
    commands: [
      'Get-WebAppPoolState | Where-Object Name -like "*Mcx*"   # on each Front End',
      'Test-CsMcxP2PIM -TargetFqdn <pool>',
    ],
    sources: ['Test-CsMcxP2PIM', mobility],
  },
  'mcx-internal-only': {
    caller: `The old app "Lync 2010" for phones works only in the company network. ${others}`,
    commands: [
      'Get-CsMcxConfiguration | Format-Table Identity, ExposedWebURL',
      'Set-CsMcxConfiguration -ExposedWebURL External',
    ],
    sources: ['Set-CsMcxConfiguration', mobility],
  },
  'mcx-ticket-refused': {
    caller: `${oldPhone} until IT has repaired its service. ${others}`,
    commands: ['Enable-CsTopology', 'Enable-CsComputer   # on each Front End', 'Test-CsMcxP2PIM -TargetFqdn <pool>'],
    sources: ['[MS-OCAUTHWS] 3.2.4.1', 'Test-CsMcxP2PIM'],
    likely: 'Why an address is refused does not show from outside; the event log of the Front End would prove it.',
  },
  'push-federation-missing': {
    caller:
      'The old app "Lync 2010" for phones may not tell you of messages while it sleeps: open it to see them. Signing in works.',
    commands: ['Get-CsPushNotificationConfiguration', 'Test-CsMcxPushNotification -AccessEdgeFqdn <access edge>'],
    sources: [
      'Lync Server 2013, "DNS requirements for mobility"',
      'Set-CsPushNotificationConfiguration',
      'Test-CsMcxPushNotification',
    ],
    likely: 'Whether the clearing house still answers, and whether notifications are on, is not seen from here.',
  },
};
