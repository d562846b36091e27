import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hostName,
  isLoopback,
  readConnectTo,
  readDiscoveryUrl,
  readProxy,
  readResolver,
  readSipAddress,
  readTrustedHost,
  readUserName,
} from '../../../main/addresses.js';
import { UsageError } from '../../../main/usage.js';

describe('sign-in address', () => {
  it.each([
    ['bob@contoso.com', 'bob@contoso.com', 'contoso.com'],
    ['  sip:Bob.Smith@Contoso.COM ', 'Bob.Smith@contoso.com', 'contoso.com'],
    ['SIP:bob@contoso.com.', 'bob@contoso.com', 'contoso.com'],
    ['bob@bücher.example', 'bob@xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ["o'neil+x=1@a.b-c.example", "o'neil+x=1@a.b-c.example", 'a.b-c.example'],
  ])('%s', (typed, sipAddress, domain) => {
    expect(readSipAddress(typed)).toEqual({ sipAddress, domain });
  });

  it.each([
    ['', 'nothing'],
    ['bob', 'no domain'],
    ['@contoso.com', 'no user'],
    ['bob@', 'no domain'],
    ['bob@com', 'all of .com would be trusted'],
    ['bob@10.0.0.1', 'an address is no domain'],
    ['bob@1.2', 'digits only'],
    ['bob@-contoso.com', 'label begins with a hyphen'],
    ['bob@contoso..com', 'empty label'],
    [`bob@${'a'.repeat(64)}.com`, 'label too long'],
    ['bob smith@contoso.com', 'a space'],
    ['bob@contoso.com/x', 'a path'],
    ['bob@contoso.com:5061', 'a port'],
    ['bob@evil@contoso.com', 'two users'],
    ['https://contoso.com', 'a URL'],
    ['CONTOSO\\bob', 'a logon name'],
    ['bob\u0000@contoso.com', 'a control character'],
    ['bob@contoso.com\r\nHost: x', 'a line break'],
  ])('refuses %j: %s', (typed) => {
    expect(() => readSipAddress(typed)).toThrow(UsageError);
  });

  it('never gives back anything that could break a request line, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()), (typed) => {
        let read: ReturnType<typeof readSipAddress>;
        try {
          read = readSipAddress(typed);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message).not.toMatch(/\p{Cc}/u);
          return;
        }
        expect(read.sipAddress).toMatch(/^[^\s@\p{Cc}<>"]+@[a-z0-9_.-]+$/u);
        expect(readSipAddress(read.sipAddress)).toEqual(read); // reading twice changes nothing
      }),
    );
  });
});

describe('resolver', () => {
  it.each([
    ['192.0.2.53', '192.0.2.53:53'],
    ['192.0.2.53:5353', '192.0.2.53:5353'],
    ['::1', '[::1]:53'],
    ['[2001:db8::1]', '[2001:db8::1]:53'],
    ['[2001:db8::1]:5353', '[2001:db8::1]:5353'],
  ])('%s', (typed, read) => expect(readResolver(typed)).toBe(read));

  it.each([
    '',
    'dns.example.com',
    '192.0.2.256',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '192.0.2.1:',
    '[::1',
    '::1]:53',
    '[::1]:x',
  ])('refuses %j', (typed) => expect(() => readResolver(typed)).toThrow(UsageError));
});

describe('connect-to', () => {
  it.each([
    'a.example:443:127.0.0.1:8443',
    '::127.0.0.1:8443',
    ':443::8443',
    'a.example:443:b.example:',
    '[::1]:443:[::1]:8443',
    ':::',
  ])('%s', (typed) => expect(readConnectTo(typed)).toBe(typed));
  it.each([
    '',
    'a',
    'a:b',
    'a:443:b',
    'a:443:b:443:c',
    'a:99999:b:1',
    'a:0:b:1',
    'a b:1:c:2',
    '[x]:1:[y]:2',
    '::1:443:b:443',
  ])('refuses %j', (typed) => expect(() => readConnectTo(typed)).toThrow(UsageError));
});

describe('the other addresses', () => {
  it('takes http and https discovery addresses without a password in them', () => {
    expect(readDiscoveryUrl('https://lync.contoso.com/Autodiscover/AutodiscoverService.svc/Root')).toBe(
      'https://lync.contoso.com/Autodiscover/AutodiscoverService.svc/Root',
    );
    for (const bad of [
      '',
      'lync.contoso.com',
      'ftp://lync.contoso.com/',
      'https://',
      'javascript:1',
      'https://bob:pw@lync.contoso.com/',
    ]) {
      expect(() => readDiscoveryUrl(bad), bad).toThrow(UsageError);
    }
  });

  it('does not repeat a password typed into an address', () => {
    for (const read of [
      () => readDiscoveryUrl('https://bob:hunter2@a.example/'),
      () => readProxy('http://bob:hunter2@a.example:8080'),
    ]) {
      expect(read).toThrow(/leave them out/);
      expect(read).not.toThrow(/hunter2/);
    }
  });

  it('takes auto, none and a proxy of either spelling', () => {
    expect(readProxy('auto')).toBe('auto');
    expect(readProxy('none')).toBe('none');
    expect(readProxy('http://proxy.example:8080')).toBe('http://proxy.example:8080');
    expect(readProxy('proxy.example:8080')).toBe('http://proxy.example:8080');
    for (const bad of ['', 'socks5://x:1', 'http://proxy.example/path', 'http://']) {
      expect(() => readProxy(bad), bad).toThrow(UsageError);
    }
  });

  it('takes hosts, not addresses of pages', () => {
    expect(readTrustedHost('Web.Fabrikam.COM')).toBe('web.fabrikam.com');
    expect(readTrustedHost('[::1]')).toBe('::1');
    for (const bad of ['', 'https://web.fabrikam.com', 'web.fabrikam.com:443', '*.fabrikam.com', 'a b']) {
      expect(() => readTrustedHost(bad), bad).toThrow(UsageError);
    }
  });

  it('takes names of accounts', () => {
    expect(readUserName(' CONTOSO\\bob ')).toBe('CONTOSO\\bob');
    for (const bad of ['', '  ', 'bob\n', 'x'.repeat(257)]) {
      if (bad === 'bob\n') expect(readUserName(bad)).toBe('bob');
      else expect(() => readUserName(bad)).toThrow(UsageError);
    }
    expect(() => readUserName('bo\u0000b')).toThrow(UsageError);
  });

  it('knows loopback from everything else', () => {
    expect(isLoopback('127.0.0.1') && isLoopback('127.9.9.9')).toBe(true);
    for (const other of ['0.0.0.0', '10.0.0.1', 'localhost', '127.0.0.1.evil.example', '127.1'])
      expect(isLoopback(other)).toBe(false);
  });

  it('knows names from what only looks like them', () => {
    expect(hostName('lyncdiscover.contoso.com')).toBe('lyncdiscover.contoso.com');
    expect(hostName('a'.repeat(254))).toBeUndefined();
    expect(hostName('a_b.example')).toBe('a_b.example');
  });
});
