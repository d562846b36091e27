// CertProvisioningService.svc: metadata, and GetAndPublishCert for a web ticket with proof ([MS-OCAUTHWS] 3.1, web.md 10).
import { XMLSerializer } from '@xmldom/xmldom';
import type { RequestFault } from '../../clientCertificates.js';
import { audienceCovers, isOfAnother } from '../autodiscover/identity.js';
import type { Services } from '../services.js';
import { aspNetAnswer, type Answer } from '../shell/answer.js';
import { diagnostics } from '../shell/diagnostics.js';
import { errorPage } from '../shell/errorPages.js';
import type { WebRequest } from '../shell/request.js';
import { servicePage } from '../shell/servicePage.js';
import { sipAddressOf, webOrigin } from '../topology.js';
import { actionNotSupported, diagnosticsFault, invalidSecurity } from '../webTicket/fault.js';
import { answerMetadataExchange, badMessage, unsupportedMediaType } from '../webTicket/metadataExchange.js';
import { ns } from '../webTicket/namespaces.js';
import { xmlAttribute, xmlText } from '../xml.js';
import { checkProof } from './proof.js';
import { certProvNs, getAndPublishCert, readCertificateCall, tokenTypes, type CertificateCall } from './request.js';

/** Lower-case path of the service. */
export const certProvPath = '/certprov/certprovisioningservice.svc';

/** Answers any request at or below the service's path. */
export async function answerCertProv(services: Services, request: WebRequest): Promise<Answer> {
  const below = request.path.slice(certProvPath.length);
  if (below === '/mex') return answerMetadata(services, request);
  if (below !== '') return errorPage(404);
  if (request.method === 'GET') return servicePage('CertProvisioningService', request);
  if (request.method !== 'POST') return errorPage(405, [['Allow', 'GET, POST']]);
  return answerCall(services, request);
}

function answerMetadata(services: Services, request: WebRequest): Answer {
  const origin = webOrigin(request.lab.pool, request.lab.site, services.policy);
  return answerMetadataExchange(request, certProvPath, {
    name: 'CertProvisioningService',
    contract: 'ICertProvisioningService',
    operation: 'GetAndPublishCert',
    action: getAndPublishCert,
    ports: [
      {
        name: 'CertProvisioningServiceWebTicketProof_SHA1',
        location: `${origin}/CertProv/CertProvisioningService.svc`,
        authentication: { kind: 'ticket', issuer: `${origin}/WebTicket/WebTicketService.svc`, proof: true },
      },
    ],
  });
}

async function answerCall(services: Services, request: WebRequest): Promise<Answer> {
  // 1. What WCF checks before the service's own code sees a message: media type, XML, action.
  const contentType = request.header('Content-Type') ?? '';
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'text/xml') {
    return unsupportedMediaType(contentType, 'text/xml; charset=utf-8');
  }
  const action = (request.header('SOAPAction') ?? '').trim().replace(/^"(.*)"$/, '$1');
  if (action !== getAndPublishCert) return actionNotSupported(action);
  const call = readCertificateCall(request.lab.body);
  if (call === null) return badMessage();
  // 2. The ticket and the proof of its key: SOAP faults.
  const caller = await identify(services, request, call);
  if ('answer' in caller) return caller.answer;
  // 3. The request itself: ErrorInfo inside a 200.
  return publish(services, request, call, caller.sipAddress);
}

async function identify(
  services: Services,
  request: WebRequest,
  call: CertificateCall,
): Promise<{ readonly sipAddress: string } | { readonly answer: Answer }> {
  if (call.assertion === undefined) return { answer: diagnosticsFault(diagnostics.noValidSecurityToken) };
  const assertion = new XMLSerializer().serializeToString(call.assertion);
  const verdict = await services.tickets.verify(assertion);
  if (!verdict.ok) {
    const why = {
      unreadable: diagnostics.webTicketInvalid,
      'not-yet-valid': diagnostics.webTicketInvalid,
      unverifiable: diagnostics.webTicketUnverifiable,
      expired: diagnostics.webTicketExpired,
    }[verdict.why];
    return { answer: diagnosticsFault(why) };
  }
  if (!services.policy.ticketsShared && isOfAnother(services, assertion, request.lab.frontEnd)) {
    return { answer: diagnosticsFault(diagnostics.webTicketUnverifiable) };
  }
  // A ticket for another service, 28032 [skype-docs and field reports: web.md 5.4].
  if (!audienceCovers(verdict.audience, request.lab.url) && !isForForest(services, verdict.audience, request)) {
    return { answer: diagnosticsFault(diagnostics.webTicketInvalid) };
  }
  if (verdict.proofKey === undefined || !call.hasTimestamp) return { answer: invalidSecurity() };
  const { id, proofKey, sipAddress } = verdict;
  const text = request.lab.body.toString('utf8');
  const proof = checkProof(text, call.signature, id, proofKey, services.environment.now());
  return proof === 'proven' ? { sipAddress } : { answer: invalidSecurity() };
}

// One account of the online service says that a ticket of the user document is taken here, too. Whether all forests did
// is not known, so here one organisation meets one that does, and the other one that does not.
function isForForest({ deployment }: Services, audience: string, { lab }: WebRequest): boolean {
  return deployment.online === 'all' && URL.canParse(audience) && new URL(audience).host === lab.url.host;
}

// How ErrorInfo is filled is not published: its values here are the lab's own.
const requestFaults: Readonly<Record<RequestFault, string>> = {
  'not-a-request': 'InvalidCertificateRequest',
  'bad-signature': 'InvalidCertificateRequestSignature',
  'wrong-subject': 'InvalidCertificateRequestSubject',
  'not-rsa': 'InvalidCertificateRequestKey',
  'key-too-short': 'CertificateRequestKeyTooShort',
  'key-too-long': 'CertificateRequestKeyTooLong',
};

async function publish(
  services: Services,
  request: WebRequest,
  call: CertificateCall,
  sipAddress: string,
): Promise<Answer> {
  const entity = sipAddressOf(call.entity ?? '');
  if (entity?.toLowerCase() !== sipAddress.toLowerCase()) return respond(call, errorInfo('InvalidEntity'));
  if (call.deviceId === undefined) return respond(call, errorInfo('InvalidDeviceId'));
  if (call.csr === undefined) return respond(call, errorInfo(requestFaults['not-a-request']));
  const { certProv } = services.policy;
  if (certProv === 'error') return respond(call, errorInfo('CertificatePublishFailed'));
  const outcome = await services.certificates.issue(sipAddress, call.csr, {
    poolFqdn: request.lab.pool.fqdn,
    deviceId: call.deviceId,
    ...(certProv === 'early' ? { skewMs: earlyMs } : {}),
  });
  return respond(
    call,
    outcome.ok ? tokenResponse(call, outcome.certificate.der) : errorInfo(requestFaults[outcome.why]),
  );
}

/** How far ahead the clock is that certificates are dated by, where it is wrong. */
const earlyMs = 37 * 60 * 1000;

function errorInfo(value: string): string {
  return `<ErrorInfo>${value}</ErrorInfo>`;
}

function tokenResponse(call: CertificateCall, der: Buffer): string {
  const lines = der.toString('base64').replace(/(.{76})(?=.)/g, '$1\r\n');
  const requestId = call.requestId === undefined ? '' : xmlText(call.requestId);
  return (
    `<RequestSecurityTokenResponse xmlns="${ns.wst}"><TokenType>${tokenTypes.x509}</TokenType>` +
    '<DispositionMessage xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">Issued</DispositionMessage>' +
    `<RequestedSecurityToken><BinarySecurityToken xmlns="${ns.wsse}" ValueType="${tokenTypes.x509}"` +
    ` EncodingType="${ns.wsse}#Base64Binary">${lines}</BinarySecurityToken></RequestedSecurityToken>` +
    `<RequestID xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">${requestId}</RequestID>` +
    '</RequestSecurityTokenResponse>'
  );
}

function respond(call: CertificateCall, content: string): Answer {
  const attributes =
    `${call.deviceId === undefined ? '' : ` DeviceId="${xmlAttribute(call.deviceId)}"`}` +
    `${call.entity === undefined ? '' : ` Entity="${xmlAttribute(call.entity)}"`}`;
  return aspNetAnswer(
    200,
    'text/xml; charset=utf-8',
    `<s:Envelope xmlns:s="${ns.soap11}"><s:Body><GetAndPublishCertResponse xmlns="${certProvNs}"${attributes}>` +
      `${content}</GetAndPublishCertResponse></s:Body></s:Envelope>`,
    [['Cache-Control', 'private']],
  );
}
