/**
 * Kerberos for the web services and the registrar, where the user chose to sign in as the current user: a ticket that is
 * refused, or that the system does not give. Without that choice nobody can see why others fall back to NTLM.
 */
import { headerValues } from '../session/headers.js';
import { factsOf } from '../session/facts.js';
import type { Step } from '../session/model.js';
import type { AuditResult, Finding } from './audit.js';
import { defineAudit, failing, finding, notApplicable, unknown } from './reading/define.js';
import { onStep } from './reading/evidence.js';
import type { Survey } from './reading/survey.js';

export const authKerberosSpn = defineAudit('auth-kerberos-spn', 'authentication', (survey) => {
  const tries = triesOf(survey);
  if (tries.length === 0) return untried(survey);
  if (tries.every(({ state }) => state === 'no-package')) {
    return unknown('Kerberos is not available in this installation, so it was not tried.');
  }
  // One name, one finding: it was tried on both sides and for both ways to sign in.
  const failedOnes = [
    'refused',
    'unknown-service',
    'clock-skew',
    'expired',
    'no-credentials',
    'no-kdc',
    'timeout',
    'other',
  ];
  const findings = failedOnes.flatMap((state) => {
    const alike = tries.filter((one) => one.state === state);
    return alike[0] === undefined ? [] : [findingOf(survey, alike[0], alike)];
  });
  return failing(findings);
});

interface Try {
  readonly name: string; // HTTP/web.contoso.com
  readonly state: string;
  readonly step: Step;
}

function triesOf(survey: Survey): readonly Try[] {
  return survey.session.steps.flatMap((step) =>
    factsOf(step, 'kerberos-ticket').map((value) => {
      const [name = '', state = ''] = value.split(' ');
      return { name, state, step };
    }),
  );
}

function untried(survey: Survey): AuditResult {
  return survey.sightings.some(
    ({ own, response }) =>
      own &&
      response !== undefined &&
      headerValues(response, 'WWW-Authenticate').some((value) => /^\s*Negotiate\b/i.test(value)),
  )
    ? unknown(
        'The servers offer Negotiate; whether Kerberos works shows when the current user signs in (--current-user).',
      )
    : notApplicable('No server offered Negotiate.');
}

interface Words {
  readonly title: (name: string) => string;
  readonly seen: (name: string) => string;
  readonly cause?: string;
  readonly fix?: string;
}

const names = (alike: readonly Try[]): string => [...new Set(alike.map(({ name }) => name))].join(', ');

const words: Readonly<Record<string, Words>> = {
  refused: {
    title: (name) => `The server does not take the Kerberos ticket for ${name}`,
    seen: (name) => `The domain gave a ticket for ${name}; shown to the server, 401 came again.`,
    cause:
      'The service principal name belongs to another account than the one the web services run as, or the password of the Kerberos account differs between servers.',
  },
  'unknown-service': {
    title: (name) => `The domain knows no service ${name}`,
    seen: (name) => `A ticket was asked for ${name}. The domain controller answers that there is no such service.`,
    cause: 'No account bears this service principal name: the Kerberos account was not created or not assigned.',
  },
  'clock-skew': {
    title: () => 'The clocks of this computer and of the domain differ too much for Kerberos',
    seen: (name) => `A ticket was asked for ${name}, and refused because of the time.`,
    cause: 'The clock of this computer or that of a domain controller is wrong by more than five minutes.',
    fix: 'The user lets the computer set its clock by itself and signs in to it again. If it is right, the administrator of the domain checks the time service of the domain controllers.',
  },
  expired: {
    title: () => 'The sign-in of this computer to the domain has expired',
    seen: (name) => `A ticket was asked for ${name}; what it is given out for has ended.`,
    cause: 'The computer was away from the domain for longer than a sign-in lasts.',
    fix: 'The user locks and unlocks the computer inside the network (or runs kinit) and tries again.',
  },
  'no-credentials': {
    title: () => 'The user of this computer is not signed in to the domain',
    seen: (name) => `A ticket was asked for ${name}. This computer holds no sign-in to Kerberos at all.`,
    cause: 'A local account is in use, or the computer was started outside the network.',
    fix: 'The user signs in to the computer with the account of the domain, inside the network (or runs kinit), and tries again; or checks with a password.',
  },
  'no-kdc': {
    title: () => 'No domain controller can be reached for a Kerberos ticket',
    seen: (name) => `A ticket was asked for ${name}, and no domain controller was found or answered.`,
    cause: 'Outside the company network that is usual: domain controllers are reached from inside or over a VPN only.',
    fix: 'The user connects to the company network or its VPN, or checks with a password.',
  },
  timeout: {
    title: () => 'No domain controller answered in time for a Kerberos ticket',
    seen: (name) => `A ticket was asked for ${name}, and no answer came in time.`,
    cause: 'Outside the company network that is usual: domain controllers are reached from inside or over a VPN only.',
    fix: 'The user connects to the company network or its VPN, or checks with a password.',
  },
  other: {
    title: (name) => `There is no Kerberos ticket for ${name}`,
    seen: (name) =>
      `A ticket was asked for ${name}. The operating system gave none; its own words stand with the step.`,
  },
};

function findingOf(survey: Survey, first: Try, alike: readonly Try[]): Finding {
  const said = words[first.state];
  const shown = names(alike);
  // The web services count; a registrar has other ways, and a walk that got through anyway is only warned.
  const isWeb = alike.some(({ name }) => name.startsWith('HTTP/'));
  return finding('auth-kerberos-spn', isWeb && !survey.signedIn ? 'error' : 'warning', {
    ...(said === undefined ? {} : { title: said.title(shown) }),
    seen: said?.seen(shown) ?? `A ticket was asked for ${shown}.`,
    ...(said?.cause === undefined ? {} : { cause: said.cause }),
    ...(said?.fix === undefined ? {} : { fix: said.fix }),
    evidence: alike.map(({ step }) => onStep(step, 'failure')),
  });
}
