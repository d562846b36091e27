/** The versions of TLS of a simulated server, with either of the TLS libraries that the lab runs on. */
import type { SecureContextOptions } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { serverContext } from '../../../lab/network/serverContext.js';

const made = vi.hoisted((): SecureContextOptions[] => []);
const library = vi.hoisted(() => ({ hasLevels: true }));

vi.mock('node:tls', async (load) => {
  const real = await load<typeof import('node:tls')>();
  const createSecureContext: typeof real.createSecureContext = (options = {}) => {
    if (!library.hasLevels && options.ciphers?.includes('@') === true) throw new Error('INVALID_COMMAND');
    made.push(options);
    return real.createSecureContext(options);
  };
  return { ...real, default: real, createSecureContext };
});

const key = 'openssl_is_boringssl';
const before = Object.getOwnPropertyDescriptor(process.features, key);
afterEach(() => {
  made.length = 0;
  library.hasLevels = true;
  Reflect.deleteProperty(process.features, key);
  if (before !== undefined) Object.defineProperty(process.features, key, before);
});

test('OpenSSL takes the old versions at its lowest level', () => {
  Object.defineProperty(process.features, key, { value: false, configurable: true });
  serverContext(undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', alpn: [] });
  expect(made).toEqual([{ minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT:@SECLEVEL=0' }]);
});

test('BoringSSL, which has no levels, is told none', () => {
  library.hasLevels = false;
  Object.defineProperty(process.features, key, { value: true, configurable: true });
  serverContext(undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', alpn: [] });
  expect(made).toEqual([{ minVersion: 'TLSv1', maxVersion: 'TLSv1.2' }]);
});

test('servers of today keep the ciphers and the level of the library', () => {
  serverContext(undefined, { maxVersion: 'TLSv1.3', alpn: [] });
  expect(made).toEqual([{ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }]);
});
