/** Addresses as audits compare them. Nothing here throws: a recorded address may be anything. */

export function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Lower-case host without port; '' where the address cannot be read. */
export function hostOf(text: string): string {
  return (urlOf(text)?.hostname ?? '').toLowerCase();
}

/** True for the domain itself and every name below it (the rule of the redirect trust check). */
export function isWithin(host: string, domain: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const parent = domain.toLowerCase();
  return name === parent || name.endsWith(`.${parent}`);
}

/** Hosts of the online service; a user sent there is homed online. */
export function isOnlineHost(host: string): boolean {
  return isWithin(host, 'lync.com');
}

/** IPv4 and IPv6 addresses that no one can reach over the Internet. */
export function isPrivateAddress(address: string): boolean {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address);
  if (v4 !== null) {
    const [first, second] = [Number(v4[1]), Number(v4[2])];
    return (
      first === 10 ||
      first === 127 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168) ||
      (first === 169 && second === 254)
    );
  }
  return /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address);
}
