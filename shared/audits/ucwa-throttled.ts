/** UCWA takes no more for now: of requests, or of applications of this user. */
import { ucwaAudit } from './reading/ucwa.js';

export const ucwaThrottled = ucwaAudit(
  'ucwa-throttled',
  'http',
  (status, error) => status === 429 || error?.subcode === 'TooManyApplications',
);
