/** Checks what a page sends before anything believes its type: one schema for the arguments of each request (ipc.ts). */
import { z } from 'zod';
import type { Requests } from './ipc.js';
import { fail, type Result } from './result.js';

const short = z.string().max(1_000);
const id = z.string().min(1).max(200);
const list = (max: number) => z.array(short).max(max);

/** A whole session as text; sessions hold every body they saw. */
const maxFileLength = 256 * 1024 * 1024;

const password = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('ask') }),
  z.strictObject({ mode: z.literal('given'), value: short }),
]);

const walkRequest = z.strictObject({
  sipAddress: short.exactOptional(),
  userName: short.exactOptional(),
  password,
  currentUser: z.boolean().exactOptional(),
  location: z.enum(['inside', 'outside', 'unknown']),
  signIn: z.enum(['auto', 'web-ticket', 'oauth', 'modern', 'online']),
  discoveryUrls: list(8),
  resolver: short.exactOptional(),
  connectTo: list(200),
  proxy: short,
  authorities: z.array(z.string().max(1_000_000)).max(100),
  trustedHosts: list(200),
  timeoutMs: z.number().int().min(1).max(600_000).exactOptional(),
  endpoints: z.enum(['none', 'learned']).exactOptional(),
  dnsDepth: z.enum(['none', 'full']).exactOptional(),
  publicResolver: short.exactOptional(),
  sip: z.enum(['none', 'auto']).exactOptional(),
  sipServer: short.exactOptional(),
  sipAuth: z.enum(['auto', 'ntlm', 'kerberos', 'tls-dsk']).exactOptional(),
  services: z.enum(['none', 'reachability', 'full']).exactOptional(),
  client: z.enum(['desktop', 'mobile-2010', 'mobile-2013', 'store-app', 'mac', 'web', 'phone', 'all']).exactOptional(),
  meeting: z.strictObject({ address: short, name: short }).exactOptional(),
  keepSecrets: z.boolean(),
  lab: z.strictObject({ deployment: short, faults: list(50) }).exactOptional(),
});

const sweepRequest = z.strictObject({
  // The web host takes messages of 4 MB; a hundred thousand addresses fit.
  list: z.string().max(3_000_000),
  options: walkRequest.pick({
    location: true,
    resolver: true,
    publicResolver: true,
    dnsDepth: true,
    connectTo: true,
    proxy: true,
    authorities: true,
    trustedHosts: true,
    timeoutMs: true,
    endpoints: true,
  }),
  concurrency: z.number().int().min(1).max(32),
  shard: z
    .strictObject({ part: z.number().int().min(1).max(10_000), of: z.number().int().min(1).max(10_000) })
    .exactOptional(),
  lab: z.strictObject({ deployment: short, faults: list(50) }).exactOptional(),
});

const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('trust'), allow: z.boolean() }),
  z.strictObject({ kind: z.literal('password'), userName: short, password: short }),
  z.strictObject({ kind: z.literal('browser'), way: z.enum(['browser', 'device-code']) }),
  z.strictObject({ kind: z.literal('decline') }),
]);

const file = z.strictObject({ name: z.string().max(260), text: z.string().max(maxFileLength) });

/** The arguments of each request. A request without its schema does not compile. */
export const argumentSchemas: { readonly [Name in keyof Requests]: z.ZodType<Parameters<Requests[Name]>> } = {
  about: z.tuple([]),
  labCatalogue: z.tuple([]),
  startWalk: z.tuple([walkRequest]),
  cancelWalk: z.tuple([id]),
  answer: z.tuple([id, id, answer]),
  openSessionFile: z.tuple([]),
  saveSessionFile: z.tuple([file]),
  saveTextFile: z.tuple([file]),
  startSweep: z.tuple([sweepRequest]),
  cancelSweep: z.tuple([id]),
  openSweepSession: z.tuple([id, z.number().int().min(1).max(1_000_000)]),
};

/** True for the name of a request, whatever else was sent as one. */
export function isRequestName(name: unknown): name is keyof Requests {
  return typeof name === 'string' && Object.hasOwn(argumentSchemas, name);
}

/**
 * Checks the arguments and answers the request. Never throws: a refusal and a bug are failed Results, and neither
 * repeats what was sent (it may hold a password).
 */
export async function answerRequest(requests: Requests, name: unknown, args: unknown): Promise<Result<unknown>> {
  if (!isRequestName(name)) return fail('The program knows no such request.');
  try {
    return await answerKnown(requests, name, args);
  } catch {
    return fail(`The request ${name} ended in an unexpected error.`);
  }
}

/** Requests with name and arguments tied together, so that one generic call covers all of them. */
type Handlers = {
  readonly [Name in keyof Requests]: (...args: Parameters<Requests[Name]>) => Promise<Result<unknown>>;
};

async function answerKnown<Name extends keyof Requests>(
  requests: Requests,
  name: Name,
  args: unknown,
): Promise<Result<unknown>> {
  const schema: z.ZodType<Parameters<Requests[Name]>> = argumentSchemas[name];
  const parsed = schema.safeParse(args);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail(
      `The request ${name} does not have the agreed form (${issue?.path.slice(1).join('.') || 'its arguments'}).`,
    );
  }
  const handlers: Handlers = requests;
  return handlers[name](...parsed.data);
}
