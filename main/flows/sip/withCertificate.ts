/** TLS-DSK as a whole: the client certificate, then the sign-in with it. docs/protocol/sip.md, step 6. [MS-SIPAE 3.2.5.1] */
import { failed } from '../../../shared/failure.js';
import type { Attempt } from '../../engine/api.js';
import type { ClientCertificate } from '../../net/tlsDsk/index.js';
import { requestCertificate, type CertificateRequest } from '../../net/certProv/index.js';
import { provisionCertificate, type CertProvRequest } from '../certProv.js';
import { deferred, type Place, type Walk } from '../context.js';
import type { Endpoint } from './endpoint.js';
import { mayBeSignature, signIn, type SignIn } from './register.js';
import { registerWithTlsDsk } from './tlsDsk.js';

type Plan = Omit<SignIn, 'title' | 'handshake'>;

/** What the registrar said of TLS-DSK. */
export interface Offer {
  /** Where certificates are issued. */
  readonly stsUri: string | undefined;
  /** Host that said it, over validated TLS. */
  readonly from: string;
}

/** Key and PKCS #10 of the certificate: made on another thread, told where they are waited for. */
export function beginKey({ target }: Walk): Promise<CertificateRequest> {
  const key = requestCertificate(target.sipAddress);
  key.catch(() => undefined);
  return key;
}

/** A certificate that is being asked for, up to where a password is needed. */
export interface CertificateBegun {
  readonly attempt: Promise<Attempt<ClientCertificate | undefined>>;
  /** The password may be used now; or, with a reason, will not be. Only the first call counts. */
  goOn(reason?: string): void;
}

/** Asks everything that needs no password while others sign in. Whoever begins must let it go on, and await its end. */
export function beginCertificate(
  walk: Walk,
  place: Place,
  { instance }: Endpoint,
  offer: Offer,
  key: Promise<CertificateRequest>,
): CertificateBegun {
  const turn = deferred<string | undefined>();
  const own = { deviceId: instance, key, myTurn: () => turn.promise };
  const attempt = certificateFor(walk, place, offer, own);
  attempt.catch(() => undefined); // a cancel, which is told where the end is awaited
  return { attempt, goOn: turn.resolve };
}

/**
 * Gets the certificate and signs in with it. Where the registrar refuses the first signature, a second sign-in with
 * suites whose signatures are certain tells whether the certificate was meant.
 */
export async function signInWithTlsDsk(place: Place, plan: Plan, begun: CertificateBegun): Promise<Attempt<void>> {
  begun.goOn();
  const certificate = await begun.attempt;
  if (!certificate.ok || certificate.value === undefined) {
    const spec = { kind: 'sip.register', side: place.side, title: 'Register with TLS-DSK' } as const;
    place.step.skip(spec, 'there is no client certificate');
    if (!certificate.ok) return certificate;
    const { failure } = failed('credential', 'no_credential', 'Without a sign-in there is no client certificate.');
    return { ok: false, failure, stepId: certificate.stepId };
  }
  const { value } = certificate;
  const run = (title: string, suites: 'wide' | 'cbc-sha'): Promise<Attempt<void>> =>
    signIn(place, {
      ...plan,
      title,
      handshake: (at, judge) => registerWithTlsDsk(plan.walk, at, value, suites, judge),
    });
  const first = await run('Register with TLS-DSK', 'wide');
  if (first.ok || !mayBeSignature(first.failure)) return first;
  return run('Register with TLS-DSK again, with signatures of the oldest kind', 'cbc-sha');
}

async function certificateFor(
  walk: Walk,
  place: Place,
  { stsUri, from }: Offer,
  own: Pick<CertProvRequest, 'deviceId' | 'key' | 'myTurn'>,
): Promise<Attempt<ClientCertificate | undefined>> {
  if (stsUri === undefined) {
    const { failure } = failed(
      'protocol',
      'missing_link',
      'The registrar offers TLS-DSK and names no certificate service.',
    );
    return { ok: false, failure, stepId: place.step.id };
  }
  const learned = { field: 'sts-uri of the TLS-DSK challenge', from, secure: true };
  return provisionCertificate(walk, place, { stsUri, learned, ...own });
}
