/** UCWA gave an application and forgot it while it was in use. */
import { ucwaAudit } from './reading/ucwa.js';

export const ucwaApplicationExpired = ucwaAudit(
  'ucwa-application-expired',
  'user',
  (status, error) =>
    (status === 404 && error?.subcode === 'ApplicationNotFound') || error?.subcode === 'InactiveApplicationExpired',
);
