/** UCWA's resources, events and errors: the published samples in both forms, and whatever else may come. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../shared/failure.js';
import { cacheSentence, keepsCachedUrl } from '../../../shared/protocol/ucwaCache.js';
import { parseUcwaError, ucwaErrorText } from '../../../shared/protocol/ucwaError.js';
import { parseUcwaEvents } from '../../../shared/protocol/ucwaEvents.js';
import { applicationJson, applicationXml } from '../../../shared/protocol/ucwaRequest.js';
import { parseUcwaResource, ucwaEmbedded, ucwaLink, ucwaProperty } from '../../../shared/protocol/ucwaResource.js';
import { parseXml } from '../../../shared/protocol/xml.js';

const json = 'application/json; charset=utf-8';
const xml = 'application/vnd.microsoft.com.ucwa+xml; charset=utf-8';
const sample = (name: string): string =>
  readFileSync(new URL(`../../fixtures/ucwa/${name}`, import.meta.url), 'utf8').replace(/^.*\n/, '');

describe('resources', () => {
  it('the published application, with everything embedded in it', () => {
    const application = parseUcwaResource(json, sample('application-201.json'), 'application');
    expect(ucwaLink(application, 'self')).toBe('/ucwa/oauth/v1/applications/105');
    expect(ucwaLink(application, 'EVENTS')).toBe('/ucwa/oauth/v1/applications/105/events?ack=1');
    expect(ucwaProperty(application, 'culture')).toBe('en-US');
    expect(application.embedded.map(({ rel }) => rel)).toEqual(['me', 'people', 'onlineMeetings', 'communication']);
    const me = ucwaEmbedded(application, 'me');
    expect(me && [ucwaProperty(me, 'uri'), ucwaLink(me, 'self'), ucwaLink(me, 'presence')]).toEqual([
      'sip:lenea@contoso.com',
      '/ucwa/oauth/v1/applications/105/me',
      undefined,
    ]);
  });

  it('the published policies in XML', () => {
    const policies = parseUcwaResource(xml, sample('policies-200.xml'), 'policies');
    expect([policies.rel, policies.href]).toEqual(['policies', ucwaLink(policies, 'self')]);
    expect(ucwaProperty(policies, 'photos')).toBe('Disabled');
    expect(policies.properties.length).toBeGreaterThan(10);
  });

  it('says the same in both forms', () => {
    const asXml =
      '<resource rel="application" href="/a/1" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><link rel="events" href="/a/1/events"/><property name="culture">en-US</property><propertyList name="kinds"><item>A</item><item>B</item></propertyList><resource rel="me" href="/a/1/me"/></resource>';
    const asJson =
      '{"_links":{"self":{"href":"/a/1"},"events":{"href":"/a/1/events"}},"culture":"en-US","kinds":["A","B"],"rel":"application","_embedded":{"me":{"_links":{"self":{"href":"/a/1/me"}}}}}';
    expect(parseUcwaResource(json, asJson, 'application')).toEqual(parseUcwaResource(xml, asXml, 'application'));
  });

  it('takes no web page, and no other document', () => {
    expect(() => parseUcwaResource('text/html', '<html/>', 'application')).toThrow(/text\/html came/);
    expect(() => parseUcwaResource(xml, '<reason/>', 'application')).toThrow(/root is reason/);
    expect(() => parseUcwaResource(json, '[]', 'application')).toThrow(/not an object/);
  });
});

describe('events', () => {
  const wanted = ['updated communication', 'updated me', 'added presence', 'added note', 'added location'];
  it.each([
    ['events-200.json', json],
    ['events-200.xml', xml],
  ])('the published ones in %s', (name, type) => {
    const events = parseUcwaEvents(type, sample(name));
    expect(events).toEqual({ next: '/ucwa/oauth/v1/applications/102/events?ack=2', events: wanted });
  });

  it('knows a channel that wants to begin anew', () => {
    expect(parseUcwaEvents(json, '{"_links":{"resync":{"href":"/e?ack=1"}}}')).toEqual({
      resync: '/e?ack=1',
      events: [],
    });
  });
});

describe('errors', () => {
  it.each([
    ['error-conflict.json', json],
    ['error-conflict.xml', xml],
  ])('the published one in %s', (name, type) => {
    const error = parseUcwaError(type, sample(name));
    expect(error && ucwaErrorText(error)).toBe('Conflict, AlreadyExists');
    expect(error?.message).toMatch(/already exists/);
  });

  it('are told apart from pages of proxies and of the web server', () => {
    expect(parseUcwaError('text/html', '{"code":"Forbidden"}')).toBeUndefined();
    expect(parseUcwaError(json, '<html>')).toBeUndefined();
    expect(parseUcwaError(json, '{}')).toBeUndefined();
  });

  it('name the parameter that was wrong', () => {
    const body =
      '{"code":"BadRequest","subcode":"ParameterValidationFailure","parameters":[{"name":"endpointId","reason":"The value is required."}]}';
    expect(parseUcwaError(json, body)?.parameters).toEqual(['endpointId: The value is required.']);
    const asXml =
      '<reason><code>BadRequest</code><parameters><parameter name="endpointId"><reason>The value is required.</reason></parameter></parameters></reason>';
    expect(parseUcwaError(xml, asXml)?.parameters).toEqual(['endpointId: The value is required.']);
  });
});

it('creates an application in both forms, each value within its limit', () => {
  const input = { culture: 'en-US', endpointId: 'a<&"', userAgent: 'x'.repeat(300) };
  const asJson = JSON.parse(applicationJson(input)) as Record<string, string>;
  expect(asJson).toEqual({ ...input, userAgent: 'x'.repeat(100) });
  const asXml = parseXml(applicationXml(input), 'input');
  expect(asXml.name).toBe('input');
  expect(asXml.children.map(({ text }) => text)).toEqual(['en-US', 'a<&"', 'x'.repeat(100)]);
});

describe('a saved address', () => {
  it('is forgotten after 403, 502, many failed connections and a sign-out, and after nothing else', () => {
    const forgotten = Array.from({ length: 500 }, (_, index) => index + 100).filter(
      (status) => !keepsCachedUrl({ kind: 'status', status }),
    );
    expect(forgotten).toEqual([403, 502]);
    expect([1, 2, 3, 4].map((times) => keepsCachedUrl({ kind: 'unreachable', times }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(keepsCachedUrl({ kind: 'signed-out' })).toBe(false);
    expect(cacheSentence({ kind: 'status', status: 503 })).toMatch(/keep/);
    expect(cacheSentence({ kind: 'status', status: 502 })).toMatch(/forget/);
  });
});

describe('hostile bodies', () => {
  const bodies = [
    'application-201.json',
    'events-200.json',
    'events-200.xml',
    'policies-200.xml',
    'error-conflict.xml',
  ];
  const damaged = fc
    .tuple(fc.constantFrom(...bodies.map(sample)), fc.nat(), fc.nat(40), fc.string({ maxLength: 20 }))
    .map(([text, at, length, put]) => {
      const from = at % text.length;
      return text.slice(0, from) + put + text.slice(from + length);
    });
  it('are read or refused, never more', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json(), fc.string()), fc.constantFrom(json, xml), (text, type) => {
        for (const parse of [parseUcwaResource, parseUcwaEvents]) {
          try {
            parse(type, text, 'thing');
          } catch (error) {
            expect(error).toBeInstanceOf(FailureError);
          }
        }
        parseUcwaError(type, text);
      }),
    );
  });

  it('ends at any depth', () => {
    const deep = (open: string, close: string): string => open.repeat(20_000) + close.repeat(20_000);
    const nested = `{"_embedded":${'{"a":{"_embedded":'.repeat(5000)}1${'}}'.repeat(5000)}}`;
    expect(parseUcwaResource(json, nested, 'application').embedded).toHaveLength(1);
    expect(parseUcwaResource(json, `{"list":${deep('[', ']')}}`, 'application').properties).toEqual([]);
  });
});
