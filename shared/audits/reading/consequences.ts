/** Findings that are only the other face of one that says more: told once, by the one that names the cause. */
import type { Finding, Severity } from '../audit.js';

/** Findings that stand only where nothing else says more: they explain nothing. */
export const nets: ReadonlySet<string> = new Set(['sign-in-incomplete', 'client-kept-out', 'step-unexplained']);

/** What folds what. The first is the cause; the others are dropped beside it unless they weigh more. */
const folds: Readonly<Record<string, readonly string[]>> = {
  'rp-host-header': ['discovery-root-missing', 'discovery-html-answer'],
  'dns-split-brain-external-fqdn-inside': ['dns-web-host-missing'],
  'rp-breaks-post': ['certprov-fails', 'mcx-ticket-refused'],
  'webticket-invalid-across-servers': ['certprov-fails'],
  'auth-legacy-blocked': ['auth-webticket-no-windows-auth', 'auth-grant-not-allowed', 'auth-passive-required'],
  'auth-passive-required': ['auth-webticket-no-windows-auth', 'auth-grant-not-allowed'],
  'one-bad-front-end': ['discovery-unexpected-status', 'ems-mitigation', 'mcx-not-answering', 'mcx-ticket-refused'],
  'ucwa-mcx-missing': ['mcx-missing'],
  'pool-2010-json-406': ['discovery-unexpected-status'],
  'dns-wildcard': ['dns-internal-record-public'],
  'dns-alias-elsewhere': ['tls-name-mismatch', 'tls-role-names'],
  'net-access-edge-blocked': ['dns-srv-port'],
  'registrar-is-web-server': ['edge-cert-no-clientauth', 'tls-role-names'],
  'dns-srv-domain-mismatch': ['dns-srv-target-missing'],
  'meeting-gone': ['meeting-key-refused'],
  'hybrid-dns-points-to-cloud': ['hybrid-user-homed-online', 'auth-passive-required', 'auth-grant-not-allowed'],
};

const weight: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Drops what another finding already explains. */
export function withoutFolded(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    (finding) =>
      !findings.some(
        (cause) =>
          cause.id !== finding.id &&
          folds[cause.id]?.includes(finding.id) === true &&
          // A refusal of the password is an error even where the cause is told as a hint.
          (weight[cause.severity] >= weight[finding.severity] || cause.severity !== 'info'),
      ),
  );
}
