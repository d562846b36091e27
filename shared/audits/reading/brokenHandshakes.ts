/** Handshakes that ended before any certificate could be judged. */
import type { Connection } from '../../session/model.js';
import type { FailureCode } from '../../failure.js';
import type { AuditResult } from '../audit.js';
import type { FindingId } from '../explain.js';
import { isOnlineHost } from './addresses.js';
import { isBehindWrongBridge } from './bridging.js';
import { failing, finding, list, notApplicable, passed } from './define.js';
import { onConnection } from './evidence.js';
import { reachedGoal } from './goal.js';
import type { Survey } from './survey.js';

/** What it negotiated is older than TLS 1.2: no credential goes there, and clients of today refuse it. */
function isOld({ tls }: Connection): boolean {
  return /^(SSL|TLSv1$|TLSv1\.1$)/.test(tls?.protocol ?? '');
}

/** "TLS 1.0" for 'TLSv1'. */
export const versionText = (protocol = 'an old version'): string =>
  protocol.replace(/^TLSv1$/, 'TLSv1.0').replace('TLSv', 'TLS ');

/** It failed for want of a version in common: the old one worked right after. */
function speaksOnlyOld(survey: Survey, { host, port }: Connection): boolean {
  return survey.session.connections.some((other) => other.host === host && other.port === port && isOld(other));
}

/**
 * TCP stands, and the handshake came to no end within the walk's limit, nor did any other there: one that is late among
 * others that end says that something is busy, not that TLS is broken.
 */
function isStalled(survey: Survey, { failure, host, port }: Connection): boolean {
  if (failure?.operation !== 'handshake' || failure.code !== 'timeout') return false;
  return !survey.session.connections.some(
    (other) =>
      other.host === host && other.port === port && other.failure === undefined && other.tls?.protocol !== undefined,
  );
}

/** What a handshake came to; cause and fix where they can be said more exactly than the explanation does. */
export interface HandshakeTrouble {
  readonly said: string;
  readonly cause?: string;
  readonly fix?: string;
}

/** One finding for all connections whose handshake failed with this code. */
export function reportHandshakes(
  id: FindingId,
  code: FailureCode,
  survey: Survey,
  troubleOf: (connection: Connection) => HandshakeTrouble,
): AuditResult {
  const secure = survey.session.connections.filter((connection) => connection.scheme !== 'http');
  if (secure.length === 0) return notApplicable('No https connection was tried.');
  const broken = secure.filter(
    (connection) =>
      (connection.failure?.code === code || (code === 'tls_failed' && isStalled(survey, connection))
        ? code === 'tls_alert' || !speaksOnlyOld(survey, connection)
        : code === 'tls_alert' && connection.failure === undefined && isOld(connection)) &&
      survey.isOwn(connection.stepId) &&
      !isOnlineHost(connection.host) &&
      !isBehindWrongBridge(survey, connection.host),
  );
  // That the old version worked right after says more than the refusal of the new one.
  const isOldOnly = broken.every((connection) => isOld(connection) || speaksOnlyOld(survey, connection));
  const first = (isOldOnly ? broken.find(isOld) : undefined) ?? broken[0];
  if (first === undefined) return passed;
  const { said, ...words } = troubleOf(first);
  const hosts = list(broken.map((connection) => connection.host));
  return failing([
    finding(id, reachedGoal(survey) ? 'warning' : 'error', {
      title:
        first.failure === undefined
          ? `${hosts} ${new Set(broken.map(({ host }) => host)).size === 1 ? 'speaks' : 'speak'} nothing newer than ${versionText(first.tls?.protocol)}`
          : `${hosts}: ${id === 'tls-version-mismatch' ? 'TLS negotiation is refused' : 'the TLS handshake fails'}`,
      seen: `Connected to ${first.host}:${first.port} and began the TLS handshake. ${said}`,
      ...words,
      evidence: broken.map((connection) => onConnection(connection, 'tls')),
    }),
  ]);
}
