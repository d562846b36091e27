/** Walks that go on to the registrar, answer by answer. */
import type { Session } from '../../../shared/session/model.js';
import { Builder, domain, failure, type Facts } from './build.js';
import { walk, type WalkOptions } from './walks.js';

export type Answer = readonly [
  method: string,
  status: number,
  headers?: readonly (readonly [string, string])[],
  reason?: string,
];

export interface RegistrarOptions extends WalkOptions {
  /** Before anybody signs in. */
  readonly probe?: readonly Answer[];
  /** With NTLM, or the scheme named. */
  readonly legs?: readonly Answer[];
  readonly scheme?: 'NTLM' | 'TLS-DSK';
  readonly registered?: boolean;
  readonly registerFailure?: ReturnType<typeof failure>;
  readonly registerFacts?: Facts;
  readonly groupFailure?: ReturnType<typeof failure>;
  readonly provisioning?: { readonly answer: Answer; readonly facts?: Facts; readonly failed?: boolean };
  readonly more?: (builder: Builder, group: string) => void;
}

const place = `sip.${domain}`;

/** The 401 that offers schemes. */
export function offer(...schemes: readonly string[]): Answer {
  const headers = schemes.map(
    (scheme) =>
      [
        'WWW-Authenticate',
        `${scheme} realm="SIP Communications Service", targetname="fe01.contoso.local", version=4`,
      ] as const,
  );
  return ['REGISTER', 401, headers, 'Unauthorized'];
}

export const diagnosed = (status: number, value: string, reason = 'Forbidden', name = 'ms-diagnostics'): Answer => [
  'REGISTER',
  status,
  [[name, value]],
  reason,
];

/** A whole walk with a sign-in at the registrar; healthy where nothing is said. */
export function registrarWalk(options: RegistrarOptions = {}): Session {
  return walk({
    ...options,
    target: { sip: 'auto', ...options.target },
    then: (builder) => {
      const group = builder.step('registrar', {
        side: 'external',
        ...(options.groupFailure === undefined ? {} : { failure: options.groupFailure }),
      });
      const connecting = builder.step('sip.connect', { parent: group, side: 'external' });
      const connection = builder.sipConnection(connecting, place);
      const probe = builder.step('sip.probe', { parent: group, side: 'external' });
      for (const [method, status, headers, reason] of options.probe ?? [offer('NTLM', 'TLS-DSK')]) {
        builder.sip(probe, connection, method, status, headers, reason);
      }
      if (options.legs !== undefined) signIn(builder, group, options, options.legs);
      options.more?.(builder, group);
    },
  });
}

function signIn(builder: Builder, group: string, options: RegistrarOptions, legs: readonly Answer[]): void {
  const isRegistered = options.registered ?? options.registerFailure === undefined;
  const register = builder.step('sip.register', {
    parent: group,
    side: 'external',
    facts: [
      ['sip-scheme', options.scheme ?? 'NTLM'],
      ['sip-status', isRegistered ? '200' : '401'],
      ...(options.registerFacts ?? []),
    ],
    ...(options.registerFailure === undefined ? {} : { failure: options.registerFailure }),
  });
  const connection = builder.sipConnection(register, place);
  const leg = builder.step('sip.leg', {
    parent: register,
    side: 'external',
    ...(options.registerFailure === undefined ? {} : { failure: options.registerFailure }),
  });
  for (const [method, status, headers, reason] of legs) builder.sip(leg, connection, method, status, headers, reason);
  const { provisioning } = options;
  if (provisioning === undefined) return;
  const step = builder.step('sip.provisioning', {
    parent: register,
    side: 'external',
    facts: provisioning.facts ?? [],
    ...(provisioning.failed === true ? { failure: failure('protocol', 'unexpected_status', 'It was refused.') } : {}),
  });
  const [method, status, headers, reason] = provisioning.answer;
  builder.sip(step, connection, method, status, headers, reason);
}
