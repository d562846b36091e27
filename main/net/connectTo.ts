/** Where a connection really goes: curl's --connect-to rules and resolver addresses. */
import { isIP } from 'node:net';

/** An address or name and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ConnectToRule {
  /** Lower case; undefined matches any. */
  readonly host?: string;
  readonly port?: number;
  /** Undefined: keep the host. */
  readonly toHost?: string;
  readonly toPort?: number;
}

const rule = /^([^:[\]]*|\[[^\]]+\]):(\d*):([^:[\]]*|\[[^\]]+\]):(\d*)$/;

/** Reads HOST:PORT:ADDR:PORT; any part may be empty, IPv6 addresses stand in brackets. Undefined when malformed. */
export function parseConnectTo(text: string): ConnectToRule | undefined {
  const parts = rule.exec(text.trim());
  if (parts === null) return undefined;
  const host = unbracketed(parts[1] ?? '').toLowerCase();
  const toHost = unbracketed(parts[3] ?? '');
  return {
    ...(host === '' ? {} : { host }),
    ...(parts[2] ? { port: Number(parts[2]) } : {}),
    ...(toHost === '' ? {} : { toHost }),
    ...(parts[4] ? { toPort: Number(parts[4]) } : {}),
  };
}

/** Where to connect for `wanted`; the first matching rule wins, as in curl. */
export function applyConnectTo(rules: readonly ConnectToRule[], wanted: Endpoint): Endpoint {
  const match = rules.find(
    (known) =>
      (known.host === undefined || known.host === wanted.host.toLowerCase()) &&
      (known.port === undefined || known.port === wanted.port),
  );
  if (match === undefined) return wanted;
  return { host: match.toHost ?? wanted.host, port: match.toPort ?? wanted.port };
}

/** Reads ADDR, ADDR:PORT, [ADDR] or [ADDR]:PORT with an address, not a name; undefined when malformed. */
export function parseResolver(text: string, defaultPort = 53): Endpoint | undefined {
  const trimmed = text.trim();
  if (isIP(trimmed) !== 0) return { host: trimmed, port: defaultPort };
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(trimmed);
  const host = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3] ?? defaultPort);
  return isIP(host.split('%')[0] ?? '') !== 0 && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** ADDR:PORT, with brackets around IPv6. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Host of a URL without the brackets of an IPv6 address. */
export function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
