/** Reads the addresses a person types: sign-in address, resolver, connect-to, manual URLs, proxy. Each refusal is one sentence. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { UsageError } from './usage.js';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** A DNS name in lower case and ASCII, or undefined when it is none. */
export function hostName(text: string): string | undefined {
  // domainToASCII reads as a URL parser does: it would cut at a slash and undo percent signs.
  if (/[\s/?#:@\\%[\]]/.test(text)) return undefined;
  const ascii = domainToASCII(text.replace(/\.$/, '')).toLowerCase();
  if (ascii === '' || ascii.length > 253) return undefined;
  return ascii.split('.').every((part) => label.test(part)) ? ascii : undefined;
}

/**
 * Reads `user@domain`, with or without `sip:`. The domain comes back in lower case and ASCII.
 * One label is not enough: everything below the sign-in domain is trusted, and that must not be all of `.com`.
 */
export function readSipAddress(text: string): { readonly sipAddress: string; readonly domain: string } {
  const bare = text.trim().replace(/^sips?:/i, '');
  const at = bare.lastIndexOf('@');
  const user = bare.slice(0, Math.max(at, 0));
  const domain = hostName(bare.slice(at + 1));
  const userIsGood = /^[^\s@<>"\\:;,/?#\p{Cc}]+$/u.test(user) && user.length <= 256;
  if (at < 1 || !userIsGood || domain === undefined || !domain.includes('.') || /^[\d.]+$/.test(domain)) {
    throw new UsageError(`"${shown(text)}" is not a sign-in address: it has the form user@example.com.`, 'sipAddress');
  }
  return { sipAddress: `${user}@${domain}`, domain };
}

/** True for an IPv4 address of this machine alone. */
export function isLoopback(text: string): boolean {
  return isIP(text) === 4 && text.startsWith('127.');
}

/**
 * Reads ADDR[:PORT] (an IPv6 address with a port in brackets) and gives it back with its port, 53 unless said.
 * @param field the part of the request it was typed for
 */
export function readResolver(text: string, field: 'resolver' | 'publicResolver' = 'resolver'): string {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const address = parts?.[1] ?? parts?.[2] ?? text.trim();
  const port = Number(parts?.[3] ?? '53');
  if (isIP(address) === 0 || port < 1 || port > 65_535) {
    throw new UsageError(`"${shown(text)}" is not a resolver: it has the form 192.0.2.53 or 192.0.2.53:5353.`, field);
  }
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Checks HOST:PORT:ADDR:PORT as curl reads it: any part may be empty, IPv6 addresses stand in brackets. */
export function readConnectTo(text: string): string {
  const trimmed = text.trim();
  const parts = /^([^:[\]]*|\[[^\]]+\]):(\d*):([^:[\]]*|\[[^\]]+\]):(\d*)$/.exec(trimmed);
  const goodHost = (host: string): boolean => {
    const bare = host.replace(/^\[|\]$/g, '');
    return host === '' || (host.startsWith('[') ? isIP(bare) === 6 : isIP(bare) === 4 || hostName(bare) !== undefined);
  };
  const goodPort = (port: string): boolean => port === '' || (Number(port) >= 1 && Number(port) <= 65_535);
  if (
    parts === null ||
    !goodHost(parts[1] ?? '') ||
    !goodHost(parts[3] ?? '') ||
    !goodPort(parts[2] ?? '') ||
    !goodPort(parts[4] ?? '')
  ) {
    throw new UsageError(
      `"${shown(text)}" is not a connect-to rule: it has the form HOST:PORT:ADDR:PORT.`,
      'connectTo',
    );
  }
  return trimmed;
}

/** Reads HOST:PORT of a registrar or Access Edge (an IPv6 address in brackets) and gives it back, the name in lower case. */
export function readSipServer(text: string): string {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(parts?.[3] ?? '0');
  const address = parts?.[1];
  const bare = parts?.[2] ?? '';
  const host =
    address === undefined
      ? isIP(bare) === 4
        ? bare
        : hostName(bare)
      : isIP(address) === 6
        ? `[${address}]`
        : undefined;
  if (host === undefined || port < 1 || port > 65_535) {
    throw new UsageError(`"${shown(text)}" is not a SIP server: it has the form sip.example.com:443.`, 'sipServer');
  }
  return `${host}:${port}`;
}

/** Checks a manual discovery address: http or https, no name and password in it. */
export function readDiscoveryUrl(text: string): string {
  const url = parseUrl(text);
  if (url === undefined || url.hostname === '') {
    throw new UsageError(
      `"${shown(text)}" is not a discovery address: it has the form https://lyncdiscover.example.com/.`,
      'discoveryUrls',
    );
  }
  refuseCredentials(url, 'discovery address', 'discoveryUrls');
  return url.href;
}

/** Checks `auto`, `none` or the URL of a proxy. */
export function readProxy(text: string): string {
  const trimmed = text.trim();
  if (trimmed === 'auto' || trimmed === 'none') return trimmed;
  const url = parseUrl(trimmed.includes('://') ? trimmed : `http://${trimmed}`);
  if (url === undefined || url.hostname === '' || url.pathname !== '/' || url.search !== '') {
    throw new UsageError(`"${shown(text)}" is not a proxy: say auto, none or http://proxy.example.com:8080.`, 'proxy');
  }
  refuseCredentials(url, 'proxy address', 'proxy');
  return url.origin;
}

/** Reads a host a person says is theirs; a name or an address, no port. */
export function readTrustedHost(text: string): string {
  const bare = text.trim().replace(/^\[|\]$/g, '');
  const host = isIP(bare) === 0 ? hostName(bare) : bare;
  if (host === undefined) throw new UsageError(`"${shown(text)}" is not a host name.`, 'trustedHosts');
  return host;
}

/** Reads DOMAIN\user, user@domain or a bare account name. */
export function readUserName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 256 || /\p{Cc}/u.test(name)) {
    throw new UsageError(
      'The user name is empty or cannot be one: it has the form DOMAIN\\user or user@example.com.',
      'userName',
    );
  }
  return name;
}

function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text.trim()) || !URL.canParse(text.trim())) return undefined;
  return new URL(text.trim());
}

/** Userinfo in a URL would end up in the saved file. */
function refuseCredentials(url: URL, what: string, field: string): void {
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`The ${what} for ${url.host} holds a user name or password: leave them out.`, field);
  }
}

/** Text from outside, fit for one line of a terminal. */
function shown(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, '?');
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}
