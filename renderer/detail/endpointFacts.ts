/** What was seen of a TLS endpoint beside this handshake: versions offered, without the name, revocation, stapling. */
import { factOf } from '../../shared/session/facts.js';
import type { Connection, RevocationCheck, Session, TlsHandshake } from '../../shared/session/model.js';
import { byteLengthOf } from '../../shared/session/bytes.js';
import { duration, utcDay } from '../common/format.js';
import { tlsWords, versionsOfStep, type VersionOffer } from '../exchange/probeText.js';
import type { Status } from '../state/status.js';
import type { JudgedField } from './certificateFields.js';

/** Versions that were asked of the endpoint a connection goes to, in the order asked; none where nobody asked. */
export function versionsOf(session: Session, { host, port }: Connection): readonly VersionOffer[] {
  const groups = endpointSteps(session, host, port);
  const ids = new Set(groups.map(({ id }) => id));
  return session.steps
    .filter(({ kind, parentId }) => kind === 'tls.probe' && parentId !== undefined && ids.has(parentId))
    .flatMap(versionsOfStep);
}

function endpointSteps(session: Session, host: string, port: number): Session['steps'] {
  const name = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return session.steps.filter((step) => step.kind === 'tls.endpoint' && factOf(step, 'endpoint') === name);
}

const old = /^(?:SSL|TLS 1\.[01]$)/;

function versionStatus({ version, state }: VersionOffer): Status {
  if (state === 'unknown') return 'skipped';
  return (state === 'offered') === old.test(version) ? 'warning' : 'passed';
}

/** One field a version: an old one refused is as good as a new one offered. */
function versionFields(session: Session, connection: Connection): readonly JudgedField[] {
  const offers = versionsOf(session, connection);
  const someNew = offers.some(({ version, state }) => state === 'offered' && !old.test(version));
  return offers.map((offer) => {
    const { version, state, detail } = offer;
    const status = versionStatus(offer);
    return {
      name: version,
      // TLS 1.3 refused is no fault while 1.2 is taken.
      status: status === 'warning' && state === 'refused' && someNew ? ('skipped' as const) : status,
      value: state === 'offered' ? 'Offered' : state === 'refused' ? 'Refused' : 'Not known',
      ...(detail === '' ? {} : { why: detail }),
    };
  });
}

function sniField(session: Session, { host, port }: Connection): readonly JudgedField[] {
  const [group] = endpointSteps(session, host, port);
  const fact = group === undefined ? undefined : factOf(group, 'without-sni');
  const name = 'Without name (SNI)';
  if (fact === undefined) return [];
  if (fact === 'same') return [{ name, status: 'passed', value: 'The same certificate' }];
  if (fact === 'other')
    return [{ name, status: 'warning', value: 'Another certificate', why: 'Clients that send no name see that one.' }];
  return [{ name, status: 'warning', value: 'Refused', why: 'Clients that send no name get no further.' }];
}

const kinds: Readonly<Record<RevocationCheck['via'], string>> = { stapled: 'Stapled OCSP', ocsp: 'OCSP', crl: 'CRL' };
const revocationWords: Readonly<Record<RevocationCheck['status'], readonly [Status, string]>> = {
  good: ['passed', 'Good'],
  revoked: ['failed', 'Revoked'],
  unknown: ['warning', 'The responder does not know it'],
  unreachable: ['warning', 'No answer'],
  unusable: ['warning', 'An answer that proves nothing'],
};

function checkField(check: RevocationCheck): JudgedField {
  const [status, word] = revocationWords[check.status];
  const said = check.status === 'unreachable' ? ' after' : ', answered in';
  const took = check.tookMs === undefined ? '' : `${said} ${duration(check.tookMs)}`;
  const dates = [
    check.revokedAt === undefined ? '' : `Revoked on ${utcDay(check.revokedAt)}.`,
    check.thisUpdate === undefined ? '' : `As of ${utcDay(check.thisUpdate)}.`,
    check.nextUpdate === undefined ? '' : `Next news by ${utcDay(check.nextUpdate)}.`,
  ].filter((text) => text !== '');
  const why = [check.note ?? '', dates.join(' '), check.url ?? ''].filter((text) => text !== '').join('\n');
  return {
    name: `Revocation, ${kinds[check.via]}`,
    status,
    value: `${word}${took}`,
    ...(why === '' ? {} : { why }),
    ...(check.exchangeId === undefined ? {} : { exchangeId: check.exchangeId }),
  };
}

/** What the authorities say about one certificate of the built chain. @param at its place there, -1 for none */
export function revocationFields(tls: TlsHandshake, at: number): readonly JudgedField[] {
  const checks = (tls.revocation ?? []).filter(({ index }) => index === at);
  if (checks.length > 0) return checks.map(checkField);
  return [
    { name: 'Revocation', status: 'skipped', value: tls.revocation === undefined ? 'Not asked' : 'Nobody to ask' },
  ];
}

/** Stapling and what was negotiated: of the leaf. */
function handshakeFields(tls: TlsHandshake): readonly JudgedField[] {
  const agreed = [tls.protocol === undefined ? '' : tlsWords(tls.protocol), tls.cipher ?? '']
    .filter(Boolean)
    .join(', ');
  return [
    tls.stapled === undefined
      ? { name: 'Stapled OCSP', status: 'skipped', value: 'None came with the handshake' }
      : {
          name: 'Stapled OCSP',
          status: 'passed',
          value: `Came with the handshake, ${byteLengthOf(tls.stapled)} bytes`,
        },
    ...(agreed === ''
      ? []
      : [
          {
            name: 'Agreed here',
            status: 'passed' as const,
            value: agreed,
            ...(tls.alpn === undefined ? {} : { why: `ALPN: ${tls.alpn}` }),
          },
        ]),
  ];
}

/** Everything about the endpoint that is no field of a certificate. */
export function endpointFields(session: Session, connection: Connection, tls: TlsHandshake): readonly JudgedField[] {
  return [...handshakeFields(tls), ...versionFields(session, connection), ...sniField(session, connection)];
}
