/** Entra ID wants a second factor that was not given. [Entra ID error codes 50072, 50074, 50076, 50079] */
import { issuerAudit } from './reading/modern.js';

export const authModernMfaRequired = issuerAudit('auth-modern-mfa-required', /AADSTS500(?:72|74|76|79)\b/);
