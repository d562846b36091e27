/** One finding for each certificate that something is wrong with, whichever hosts show it. */
import type { AuditResult, Evidence, Severity } from '../audit.js';
import type { FindingId } from '../explain.js';
import { failing, finding, list, notApplicable } from './define.js';
import { onConnection } from './evidence.js';
import { byCertificate, handshakesOf, onePerHost, placeOf, severityOfGroup, type Handshake } from './handshakes.js';
import type { Survey } from './survey.js';

export interface Fault {
  /** Place in the chain as sent. */
  readonly index: number;
  readonly title: (places: string) => string;
  /** What came back, after "Asked … for its certificate." */
  readonly seen: string;
  /** Instead of the weight that a bad certificate has there. */
  readonly severity?: Severity;
  /** Beside the certificate itself. */
  readonly evidence?: readonly Evidence[];
}

/** Checks each certificate that somebody in the user's place depends on. */
export function reportCertificates(
  id: FindingId,
  survey: Survey,
  faultOf: (handshake: Handshake, all: readonly Handshake[]) => Fault | undefined,
): AuditResult {
  const all = handshakesOf(survey);
  if (all.length === 0) return notApplicable('No certificate was shown.');
  const bad = all.flatMap((handshake) => {
    const fault = handshake.severity === undefined ? undefined : faultOf(handshake, all);
    return fault === undefined ? [] : [{ ...handshake, fault }];
  });
  return failing(
    byCertificate(bad).map((group) => {
      const [first] = group;
      const { fault, connection } = first;
      return finding(id, fault.severity ?? severityOfGroup(group), {
        title: fault.title(list(group.map(placeOf))),
        seen: `Asked ${connection.host}:${connection.port} for its certificate. ${fault.seen}`,
        evidence: [
          ...(fault.evidence ?? []),
          ...onePerHost(group).map((one) => onConnection(one.connection, `tls.chain.${one.fault.index}`)),
        ],
      });
    }),
  );
}
