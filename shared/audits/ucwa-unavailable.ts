/** UCWA is stopped or being restarted. */
import { ucwaAudit } from './reading/ucwa.js';

export const ucwaUnavailable = ucwaAudit('ucwa-unavailable', 'http', (status) => status === 503);
