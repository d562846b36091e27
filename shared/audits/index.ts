/** Every audit, in the order in which a sign-in meets them. */
import type { Audit } from './audit.js';
import { addressBookNotGenerated } from './address-book-not-generated.js';
import { authBadCredentials } from './auth-bad-credentials.js';
import { authGrantNotAllowed } from './auth-grant-not-allowed.js';
import { authIdentityMismatch } from './auth-identity-mismatch.js';
import { authKerberosSpn } from './auth-kerberos-spn.js';
import { authLegacyBlocked } from './auth-legacy-blocked.js';
import { authModernConsentRequired } from './auth-modern-consent-required.js';
import { authModernHostNotRegistered } from './auth-modern-host-not-registered.js';
import { authModernIssuerUntrusted } from './auth-modern-issuer-untrusted.js';
import { authModernMfaRequired } from './auth-modern-mfa-required.js';
import { authModernNotOffered } from './auth-modern-not-offered.js';
import { authModernTokenRejected } from './auth-modern-token-rejected.js';
import { authPassiveRequired } from './auth-passive-required.js';
import { authRegistrarWebMismatch } from './auth-registrar-web-mismatch.js';
import { authRemoteAccessDisabled } from './auth-remote-access-disabled.js';
import { authUserNotSipEnabled } from './auth-user-not-sip-enabled.js';
import { authWebticketNoWindowsAuth } from './auth-webticket-no-windows-auth.js';
import { certprovFails } from './certprov-fails.js';
import { clientKeptOut } from './client-kept-out.js';
import { clientStaleCache } from './client-stale-cache.js';
import { clientVersionBlocked } from './client-version-blocked.js';
import { controlPanelPublished } from './control-panel-published.js';
import { corsOriginRefused } from './cors-origin-refused.js';
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
import { dnsSplitBrainExternalFqdnInside } from './dns-split-brain-external-fqdn-inside.js';
import { dnsSrvDomainMismatch } from './dns-srv-domain-mismatch.js';
import { dnsWebHostMissing } from './dns-web-host-missing.js';
import { dnsAliasElsewhere } from './dns-alias-elsewhere.js';
import { dnsLameServer } from './dns-lame-server.js';
import { dnsSlow } from './dns-slow.js';
import { dnsWrongView } from './dns-wrong-view.js';
import { dnsSrvPort } from './dns-srv-port.js';
import { dnsSrvTargetMissing } from './dns-srv-target-missing.js';
import { dnsStaleAnswer } from './dns-stale-answer.js';
import { dnsSystemOverride } from './dns-system-override.js';
import { dnsTcpClosed } from './dns-tcp-closed.js';
import { dnsWildcard } from './dns-wildcard.js';
import { dnsZoneServersDiffer } from './dns-zone-servers-differ.js';
import { edgeCertNoClientauth } from './edge-cert-no-clientauth.js';
import { edgeNextHop } from './edge-next-hop.js';
import { emsMitigation } from './ems-mitigation.js';
import { httpAnswerTooLarge } from './http-answer-too-large.js';
import { httpMalformedAnswer } from './http-malformed-answer.js';
import { httpTruncatedBody } from './http-truncated-body.js';
import { groupExpansionOff } from './group-expansion-off.js';
import { hybridAppMissing } from './hybrid-app-missing.js';
import { hybridDnsPointsToCloud } from './hybrid-dns-points-to-cloud.js';
import { hybridUserHomedOnline } from './hybrid-user-homed-online.js';
import { mcxInternalOnly } from './mcx-internal-only.js';
import { mcxMissing } from './mcx-missing.js';
import { mcxNotAnswering } from './mcx-not-answering.js';
import { mcxTicketRefused } from './mcx-ticket-refused.js';
import { meetingAnonymousNotAllowed } from './meeting-anonymous-not-allowed.js';
import { meetingEnded } from './meeting-ended.js';
import { meetingGone } from './meeting-gone.js';
import { meetingGuestTurnedAway } from './meeting-guest-turned-away.js';
import { meetingKeyRefused } from './meeting-key-refused.js';
import { meetingLobby } from './meeting-lobby.js';
import { meetingNoGuestGrant } from './meeting-no-guest-grant.js';
import { meetingPageWithoutUri } from './meeting-page-without-uri.js';
import { meetingTicketMismatch } from './meeting-ticket-mismatch.js';
import { mobilityPolicyOff } from './mobility-policy-off.js';
import { net443WebClosed } from './net-443-web-closed.js';
import { netAccessEdgeBlocked } from './net-access-edge-blocked.js';
import { netAddressesDiffer } from './net-addresses-differ.js';
import { netConnectionReset } from './net-connection-reset.js';
import { netHairpinBlocked } from './net-hairpin-blocked.js';
import { netSlowAnswer } from './net-slow-answer.js';
import { noCookieAffinity } from './no-cookie-affinity.js';
import { oneBadFrontEnd } from './one-bad-front-end.js';
import { onlineMfaRequired } from './online-mfa-required.js';
import { onlineRealmUnknown } from './online-realm-unknown.js';
import { onlineStsUnreachable } from './online-sts-unreachable.js';
import { onlineStsMissing } from './online-sts-missing.js';
import { pool2010Json406 } from './pool-2010-json-406.js';
import { proxyAuthRequired } from './proxy-auth-required.js';
import { proxyConnectionFailed } from './proxy-connection-failed.js';
import { pushFederationMissing } from './push-federation-missing.js';
import { registrarDeregistered } from './registrar-deregistered.js';
import { registrarIsWebServer } from './registrar-is-web-server.js';
import { registrarNoProvisioning } from './registrar-no-provisioning.js';
import { registrarNoQuorum } from './registrar-no-quorum.js';
import { registrarRedirectLoop } from './registrar-redirect-loop.js';
import { rpBreaksPost } from './rp-breaks-post.js';
import { rpHostHeader } from './rp-host-header.js';
import { rpPathUnpublished } from './rp-path-unpublished.js';
import { rpPreauth } from './rp-preauth.js';
import { rpWrongPortBridging } from './rp-wrong-port-bridging.js';
import { serverNameDisclosed } from './server-name-disclosed.js';
import { serverUnpatched } from './server-unpatched.js';
import { serviceNotAnswering } from './service-not-answering.js';
import { signInIncomplete } from './sign-in-incomplete.js';
import { stepUnexplained } from './step-unexplained.js';
import { timeSkew } from './time-skew.js';
import { tlsChainOrder } from './tls-chain-order.js';
import { tlsInspection } from './tls-inspection.js';
import { tlsKeyUsage } from './tls-key-usage.js';
import { tlsLifetimeTooLong } from './tls-lifetime-too-long.js';
import { tlsNoAltNames } from './tls-no-alt-names.js';
import { tlsOldVersions } from './tls-old-versions.js';
import { tlsRoleNames } from './tls-role-names.js';
import { tlsRevocationUnreachable } from './tls-revocation-unreachable.js';
import { tlsRevoked } from './tls-revoked.js';
import { tlsSniRequired } from './tls-sni-required.js';
import { tlsWeakKey } from './tls-weak-key.js';
import { tlsWeakSignature } from './tls-weak-signature.js';
import { tlsExpired } from './tls-expired.js';
import { tlsExpiresSoon } from './tls-expires-soon.js';
import { tlsHandshakeFailed } from './tls-handshake-failed.js';
import { tlsMissingIntermediate } from './tls-missing-intermediate.js';
import { tlsNameMismatch } from './tls-name-mismatch.js';
import { tlsUntrustedRoot } from './tls-untrusted-root.js';
import { tlsVersionMismatch } from './tls-version-mismatch.js';
import { trustModelPrompt } from './trust-model-prompt.js';
import { ucwa500AfterRecycle } from './ucwa-500-after-recycle.js';
import { ucwaApplicationExpired } from './ucwa-application-expired.js';
import { ucwaEventChannelCut } from './ucwa-event-channel-cut.js';
import { ucwaMcxMissing } from './ucwa-mcx-missing.js';
import { ucwaThrottled } from './ucwa-throttled.js';
import { ucwaUnavailable } from './ucwa-unavailable.js';
import { walkUnfinished } from './walk-unfinished.js';
import { webticketInvalidAcrossServers } from './webticket-invalid-across-servers.js';
import { xframeUnpublished } from './xframe-unpublished.js';

export const audits: readonly Audit[] = [
  dnsResolverNoAnswer,
  dnsNoDiscoveryRecords,
  dnsLyncdiscoverMissingSrvOk,
  dnsInternalRecordMissing,
  dnsInternalRecordPublic,
  dnsInternalRecordPointsOutside,
  dnsStaleAnswer,
  dnsWildcard,
  dnsAliasElsewhere,
  dnsSrvDomainMismatch,
  dnsSrvPort,
  dnsSrvTargetMissing,
  dnsLameServer,
  dnsZoneServersDiffer,
  dnsWrongView,
  dnsSystemOverride,
  dnsSlow,
  dnsTcpClosed,
  pushFederationMissing,
  hybridDnsPointsToCloud,
  dnsWebHostMissing,
  dnsSplitBrainExternalFqdnInside,
  proxyAuthRequired,
  proxyConnectionFailed,
  onlineStsUnreachable,
  net443WebClosed,
  netHairpinBlocked,
  netAccessEdgeBlocked,
  registrarIsWebServer,
  netSlowAnswer,
  netConnectionReset,
  netAddressesDiffer,
  tlsVersionMismatch,
  tlsHandshakeFailed,
  tlsNameMismatch,
  tlsExpired,
  tlsMissingIntermediate,
  tlsUntrustedRoot,
  tlsWeakKey,
  tlsWeakSignature,
  tlsNoAltNames,
  tlsKeyUsage,
  tlsLifetimeTooLong,
  tlsRevoked,
  tlsRevocationUnreachable,
  tlsInspection,
  rpWrongPortBridging,
  rpPreauth,
  rpHostHeader,
  rpBreaksPost,
  emsMitigation,
  oneBadFrontEnd,
  noCookieAffinity,
  rpPathUnpublished,
  ucwa500AfterRecycle,
  ucwaUnavailable,
  ucwaThrottled,
  ucwaEventChannelCut,
  meetingPageWithoutUri,
  meetingNoGuestGrant,
  meetingKeyRefused,
  meetingGone,
  meetingAnonymousNotAllowed,
  meetingEnded,
  meetingTicketMismatch,
  meetingGuestTurnedAway,
  meetingLobby,
  xframeUnpublished,
  mcxNotAnswering,
  clientVersionBlocked,
  corsOriginRefused,
  edgeNextHop,
  httpMalformedAnswer,
  httpAnswerTooLarge,
  httpTruncatedBody,
  discoveryRootMissing,
  discoveryUnexpectedStatus,
  discoveryHtmlAnswer,
  discoveryMalformedDocument,
  discoveryRedirectLoop,
  discoveryHttpLinks,
  mcxInternalOnly,
  trustModelPrompt,
  timeSkew,
  authWebticketNoWindowsAuth,
  authLegacyBlocked,
  authPassiveRequired,
  authGrantNotAllowed,
  authModernNotOffered,
  authModernHostNotRegistered,
  authModernMfaRequired,
  authModernConsentRequired,
  authModernIssuerUntrusted,
  authModernTokenRejected,
  webticketInvalidAcrossServers,
  authRegistrarWebMismatch,
  authKerberosSpn,
  authBadCredentials,
  certprovFails,
  mcxTicketRefused,
  onlineStsMissing,
  onlineMfaRequired,
  onlineRealmUnknown,
  authUserNotSipEnabled,
  authIdentityMismatch,
  authRemoteAccessDisabled,
  registrarRedirectLoop,
  registrarNoQuorum,
  registrarDeregistered,
  registrarNoProvisioning,
  mobilityPolicyOff,
  ucwaApplicationExpired,
  ucwaMcxMissing,
  mcxMissing,
  hybridUserHomedOnline,
  tlsExpiresSoon,
  tlsChainOrder,
  tlsSniRequired,
  tlsRoleNames,
  tlsOldVersions,
  pool2010Json406,
  edgeCertNoClientauth,
  serverNameDisclosed,
  serverUnpatched,
  hybridAppMissing,
  clientStaleCache,
  controlPanelPublished,
  serviceNotAnswering,
  addressBookNotGenerated,
  groupExpansionOff,
  stepUnexplained,
  walkUnfinished,
  signInIncomplete,
  clientKeptOut,
];
