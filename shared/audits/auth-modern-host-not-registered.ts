/** The issuer does not know the web host that a token is asked for. [RFC 8707 2; Entra ID error codes 50001, 500011; AD FS] */
import { issuerAudit } from './reading/modern.js';

export const authModernHostNotRegistered = issuerAudit(
  'auth-modern-host-not-registered',
  /^invalid_(?:resource|target)\b|AADSTS500011\b|AADSTS50001\b|MSIS960[24]\b/,
);
