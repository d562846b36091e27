/** McxService.svc of the lab: what it shows to anybody, and how it refuses who comes without its own ticket. */
import { describe, expect, it } from 'vitest';
import type { LabResponse } from '../../../lab/types.js';
import { header, lena, startLab, text, type Lab } from './harness.js';
import { assertionOf, postWithNtlm, rst } from './ticketClient.js';

const service = 'https://web1.contoso.com/Mcx/McxService.svc';
const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const stamp = `<Timestamp xmlns="${wsu}"><Created>2016-02-01T12:00:00Z</Created><Expires>2016-02-01T20:00:00Z</Expires></Timestamp>`;

const envelope = (security: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><Security xmlns="${wsse}">${security}</Security></s:Header><s:Body><Anything xmlns="urn:x"/></s:Body></s:Envelope>`;

function call(lab: Lab, body: string, type = 'text/xml; charset=utf-8'): Promise<LabResponse> {
  const headers = [
    ['Content-Type', type],
    ['SOAPAction', '"urn:x/Anything"'],
  ] as const;
  return lab.send(service, { method: 'POST', headers, body });
}

async function ticketFor(lab: Lab, appliesTo: string): Promise<string> {
  return assertionOf(await postWithNtlm(lab, lena, { body: rst({ claim: 'sip:lena@contoso.com', appliesTo }) }));
}

describe('the service', () => {
  it('shows its page, and its metadata with the issuer of its tickets', async () => {
    const lab = startLab();
    const page = await lab.send(service);
    expect([page.status, header(page, 'Content-Type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(text(page)).toContain('McxService');
    expect(text(await lab.send(`${service}/mex`))).toMatch(
      /SignedSupportingTokens.*<wsa10:Address>https:\/\/web1\.contoso\.com\/WebTicket\/WebTicketService\.svc<\/wsa10:Address>/,
    );
  });

  it('refuses a call without a ticket', async () => {
    const answer = await call(startLab(), envelope(''));
    expect(answer.status).toBe(500);
    expect(text(answer)).toContain('<ErrorId>28020</ErrorId>');
  });

  it('refuses a ticket for another address, and one that was changed', async () => {
    const lab = startLab();
    const other = await ticketFor(lab, 'https://web1.contoso.com/ucwa/v1/applications');
    expect(text(await call(lab, envelope(stamp + other)))).toContain('<ErrorId>28032</ErrorId>');
    const own = await ticketFor(lab, service);
    const forged = own.replace('sip:lena@', 'sip:anna@');
    expect(text(await call(lab, envelope(stamp + forged)))).toContain('<ErrorId>28072</ErrorId>');
  });

  it('takes its own ticket as far as a call that it does not know', async () => {
    const lab = startLab();
    const own = await ticketFor(lab, service);
    expect(text(await call(lab, envelope(stamp + own)))).toContain('ActionNotSupported');
    expect(text(await call(lab, envelope(own)))).toContain('InvalidSecurity');
  });

  it('answers what is no message as WCF does', async () => {
    const lab = startLab();
    expect((await call(lab, 'no xml')).status).toBe(400);
    expect((await call(lab, envelope(''), 'application/json')).status).toBe(415);
    expect((await lab.send(service, { method: 'DELETE' })).status).toBe(405);
    expect((await lab.send(`${service}/other`)).status).toBe(404);
  });
});
