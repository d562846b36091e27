/** The codec of the address book query, against published names and hostile answers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import {
  parseAddressBookAnswer,
  parseAddressBookMetadata,
  searchAddressBook,
  searchSoapAction,
} from '../../../shared/protocol/addressBook.js';
import { firstOf, parseXml } from '../../../shared/protocol/xml.js';

const envelope = (result: string): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  `<SearchAbEntryResponse xmlns="DistributionListExpander">${result}</SearchAbEntryResponse></s:Body></s:Envelope>`;
const entry =
  '<AbEntry><Attributes><Attribute><Name>displayName</Name><Value>Anna</Value></Attribute></Attributes></AbEntry>';

const question = {
  endpoint: 'https://web.contoso.com/groupexpansion/service.svc',
  messageId: '00000000-0000-4000-8000-000000000000',
  most: 5,
  security: '<a/>',
};

test('the action is the published one', () => {
  expect(searchSoapAction).toBe('"DistributionListExpander/IAddressBook/SearchAbEntry"');
});

test('whatever the address holds, the envelope carries it as one value', () => {
  fc.assert(
    // A blank at an end belongs to the markup's layout, and control characters cannot be written in XML.
    fc.property(fc.stringMatching(/^[!-~\u00a1-\u00ff]{1,40}$/), (sipAddress) => {
      const sent = parseXml(searchAddressBook({ ...question, sipAddress }), 'question');
      const row = firstOf(sent, 'AbEntryRequest.ChangeSearchQuery');
      expect(row?.namespace).toBe('DistributionListExpander');
      expect(row?.children.map(({ name, text }) => [name, text])).toEqual([
        ['SearchOn', 'msRTCSIP-PrimaryUserAddress'],
        ['Value', sipAddress],
      ]);
    }),
  );
});

test('entries are counted, and a word beside them is kept', () => {
  const two = envelope(`<SearchAbEntryResult><Items>${entry}${entry}</Items></SearchAbEntryResult>`);
  expect(parseAddressBookAnswer(two)).toEqual({ entries: 2, code: undefined });
  const none = envelope('<SearchAbEntryResult><Items/><StatusCode>NoEntryFound</StatusCode></SearchAbEntryResult>');
  expect(parseAddressBookAnswer(none)).toEqual({ entries: 0, code: 'NoEntryFound' });
  const asAttribute = envelope('<SearchAbEntryResult ResponseStatus="NoEntryFound"/>');
  expect(parseAddressBookAnswer(asAttribute)).toEqual({ entries: 0, code: 'NoEntryFound' });
});

test('a name of somebody found is never taken for the word', () => {
  const one = envelope(`<SearchAbEntryResult><Items>${entry}</Items><More>false</More></SearchAbEntryResult>`);
  expect(parseAddressBookAnswer(one)).toEqual({ entries: 1, code: undefined });
});

test('an answer to something else is refused', () => {
  for (const text of ['<html><body/></html>', envelope(''), '<a>', '']) {
    expect(() => parseAddressBookAnswer(text)).toThrow(FailureError);
  }
});

test('whatever comes, it is read or refused', () => {
  const pieces = fc.constantFrom(
    ...[
      '<SearchAbEntryResult>',
      '</SearchAbEntryResult>',
      '<Items>',
      '</Items>',
      entry,
      'NoEntryFound',
      '&x;',
      '<a b="',
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 12 }).map((all) => envelope(all.join(''))),
      ),
      (text) => {
        for (const read of [parseAddressBookAnswer, parseAddressBookMetadata]) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FailureError);
          }
        }
      },
    ),
  );
});

const wsdl = (port: string, policy = ''): string =>
  '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"' +
  ' xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"' +
  ' xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"' +
  ' xmlns:sp="http://schemas.xmlsoap.org/ws/2005/07/securitypolicy" xmlns:w="http://www.w3.org/2005/08/addressing">' +
  `${policy}<wsdl:service name="s"><wsdl:port name="${port}" binding="b">` +
  '<soap:address location="https://web.contoso.com/groupexpansion/service.svc"/></wsdl:port></wsdl:service>' +
  '</wsdl:definitions>';

test('the metadata say where to ask and who issues the ticket', () => {
  const policy =
    '<wsp:Policy wsu:Id="AddressBookWebTicketBearer_policy"><sp:SignedSupportingTokens><sp:IssuedToken><sp:Issuer>' +
    '<w:Address>https://web.contoso.com/WebTicket/WebTicketService.svc</w:Address></sp:Issuer></sp:IssuedToken>' +
    '</sp:SignedSupportingTokens></wsp:Policy>';
  const location = 'https://web.contoso.com/groupexpansion/service.svc';
  expect(parseAddressBookMetadata(wsdl('AddressBookWebTicketBearer', policy))).toEqual({
    name: 'AddressBookWebTicketBearer',
    location,
    issuer: 'https://web.contoso.com/WebTicket/WebTicketService.svc',
  });
  expect(parseAddressBookMetadata(wsdl('AddressBookWebTicketBearer'))).toEqual({
    name: 'AddressBookWebTicketBearer',
    location,
    issuer: undefined,
  });
  expect(parseAddressBookMetadata(wsdl('SomethingElse'))).toBeUndefined();
});
