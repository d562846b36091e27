/** Keys, requests and proofs for the certificate provisioning service. Nothing in here opens a socket. */
export { requestCertificate, type CertificateRequest } from './keys.js';
export { signTimestamp } from './signature.js';
export { readIssued, type IssuedCertificate } from './token.js';
