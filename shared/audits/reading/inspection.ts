/** Whether somebody on the way ended the TLS connection and signed a certificate of its own. */
import { inspectorIn, isSelfIssued } from '../../protocol/certificates.js';
import { isOnlineHost, isWithin } from './addresses.js';
import { isUntrusted } from './chains.js';
import type { Handshake } from './handshakes.js';

/** What gives the gateway away: its name, or a host of somebody else that the same private authority signs for. */
export type InspectionSign = { readonly words: string } | { readonly stranger: string };

export function inspectionSign(handshake: Handshake, all: readonly Handshake[]): InspectionSign | undefined {
  const { fields } = handshake;
  if (fields === undefined || isSelfIssued(fields)) return undefined;
  const words = inspectorIn(fields.issuer);
  if (words !== undefined) return { words };
  const stranger = unrelated(handshake, all);
  return stranger === undefined ? undefined : { stranger };
}

/** A host of another organisation whose certificate has the same private issuer. */
function unrelated(handshake: Handshake, all: readonly Handshake[]): string | undefined {
  const { host } = handshake.connection;
  const issuer = handshake.fields?.issuer;
  const domain = host.split('.').slice(-2).join('.');
  const isPrivate = (one: Handshake): boolean => isUntrusted(one, all) || one.tls.built?.anchor !== 'bundled';
  return all.find(
    (other) =>
      other.fields?.issuer === issuer &&
      isOnlineHost(other.connection.host) !== isOnlineHost(host) &&
      !isWithin(other.connection.host, domain) &&
      isUntrusted(other, all) &&
      isPrivate(handshake),
  )?.connection.host;
}
