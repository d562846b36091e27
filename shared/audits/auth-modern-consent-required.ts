/** Nobody has agreed that the program may use the web services for the user. [OpenID Connect Core 3.1.2.6; Entra ID error codes 65001, 65004] */
import { issuerAudit } from './reading/modern.js';

export const authModernConsentRequired = issuerAudit(
  'auth-modern-consent-required',
  /^consent_required\b|AADSTS6500[14]\b/,
);
