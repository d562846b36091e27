/** Every audit, in the order in which a sign-in meets them. */
import type { Audit } from './audit.js';
import { authBadCredentials } from './auth-bad-credentials.js';
import { authGrantNotAllowed } from './auth-grant-not-allowed.js';
import { authPassiveRequired } from './auth-passive-required.js';
import { authUserNotSipEnabled } from './auth-user-not-sip-enabled.js';
import { authWebticketNoWindowsAuth } from './auth-webticket-no-windows-auth.js';
import { discoveryHtmlAnswer } from './discovery-html-answer.js';
import { discoveryHttpLinks } from './discovery-http-links.js';
import { discoveryMalformedDocument } from './discovery-malformed-document.js';
import { discoveryRedirectLoop } from './discovery-redirect-loop.js';
import { discoveryRootMissing } from './discovery-root-missing.js';
import { discoveryUnexpectedStatus } from './discovery-unexpected-status.js';
import { dnsInternalRecordMissing } from './dns-internal-record-missing.js';
import { dnsInternalRecordPointsOutside } from './dns-internal-record-points-outside.js';
import { dnsInternalRecordPublic } from './dns-internal-record-public.js';
import { dnsLyncdiscoverMissingSrvOk } from './dns-lyncdiscover-missing-srv-ok.js';
import { dnsNoDiscoveryRecords } from './dns-no-discovery-records.js';
import { dnsResolverNoAnswer } from './dns-resolver-no-answer.js';
import { dnsWebHostMissing } from './dns-web-host-missing.js';
import { httpTruncatedBody } from './http-truncated-body.js';
import { hybridDnsPointsToCloud } from './hybrid-dns-points-to-cloud.js';
import { hybridUserHomedOnline } from './hybrid-user-homed-online.js';
import { net443WebClosed } from './net-443-web-closed.js';
import { netConnectionReset } from './net-connection-reset.js';
import { netSlowAnswer } from './net-slow-answer.js';
import { pool2010Json406 } from './pool-2010-json-406.js';
import { proxyAuthRequired } from './proxy-auth-required.js';
import { proxyConnectionFailed } from './proxy-connection-failed.js';
import { rpPreauth } from './rp-preauth.js';
import { rpWrongPortBridging } from './rp-wrong-port-bridging.js';
import { serverNameDisclosed } from './server-name-disclosed.js';
import { signInIncomplete } from './sign-in-incomplete.js';
import { stepUnexplained } from './step-unexplained.js';
import { timeSkew } from './time-skew.js';
import { tlsExpired } from './tls-expired.js';
import { tlsExpiresSoon } from './tls-expires-soon.js';
import { tlsHandshakeFailed } from './tls-handshake-failed.js';
import { tlsMissingIntermediate } from './tls-missing-intermediate.js';
import { tlsNameMismatch } from './tls-name-mismatch.js';
import { tlsUntrustedRoot } from './tls-untrusted-root.js';
import { tlsVersionMismatch } from './tls-version-mismatch.js';
import { trustModelPrompt } from './trust-model-prompt.js';
import { walkUnfinished } from './walk-unfinished.js';

export const audits: readonly Audit[] = [
  dnsResolverNoAnswer,
  dnsNoDiscoveryRecords,
  dnsLyncdiscoverMissingSrvOk,
  dnsInternalRecordMissing,
  dnsInternalRecordPublic,
  dnsInternalRecordPointsOutside,
  hybridDnsPointsToCloud,
  dnsWebHostMissing,
  proxyAuthRequired,
  proxyConnectionFailed,
  net443WebClosed,
  netSlowAnswer,
  netConnectionReset,
  tlsVersionMismatch,
  tlsHandshakeFailed,
  tlsNameMismatch,
  tlsExpired,
  tlsMissingIntermediate,
  tlsUntrustedRoot,
  rpWrongPortBridging,
  rpPreauth,
  httpTruncatedBody,
  discoveryRootMissing,
  discoveryUnexpectedStatus,
  discoveryHtmlAnswer,
  discoveryMalformedDocument,
  discoveryRedirectLoop,
  discoveryHttpLinks,
  trustModelPrompt,
  timeSkew,
  authWebticketNoWindowsAuth,
  authPassiveRequired,
  authGrantNotAllowed,
  authBadCredentials,
  authUserNotSipEnabled,
  hybridUserHomedOnline,
  tlsExpiresSoon,
  pool2010Json406,
  serverNameDisclosed,
  stepUnexplained,
  walkUnfinished,
  signInIncomplete,
];
