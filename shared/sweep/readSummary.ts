/** Reads a summary file: it may come from another machine, another version or another program. */
import { z } from 'zod';
import { fail, succeed, type Result } from '../result.js';
import type { SweepSummary } from './model.js';

const text = z.string().max(2_000);
const count = z.number().int().min(1).max(10_000_000);
const severity = z.enum(['error', 'warning', 'info']);

const certificate = z.object({
  host: text,
  port: z.number().int().min(0).max(65_535),
  name: text,
  issuer: text,
  notBefore: text,
  notAfter: text,
  sha256: text,
  role: z.enum(['leaf', 'intermediate']),
});

const row = z.object({
  line: count,
  target: text,
  domain: text,
  verdict: z.enum(['passed', 'warnings', 'failed', 'cancelled', 'could-not-run']),
  headline: text,
  rootCause: text.exactOptional(),
  findings: z.array(z.object({ id: text, severity, title: text })).max(1_000),
  server: text.exactOptional(),
  certificates: z.array(certificate).max(1_000),
  tookMs: z.number().min(0),
  file: text.exactOptional(),
});

const summary: z.ZodType<SweepSummary> = z.object({
  format: z.literal('lyncscope-sweep'),
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  tool: text,
  location: z.enum(['inside', 'outside', 'unknown']),
  outcome: z.enum(['completed', 'cancelled']),
  list: z.object({ targets: count, sha256: text }),
  shard: z.object({ part: count, of: count }).exactOptional(),
  rows: z.array(row),
});

/** The summary in the text of a file, or why it is none. `name` is what to call the file. */
export function readSummary(name: string, content: string): Result<SweepSummary> {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    return fail(`${name} is no summary of a sweep: it is not JSON, or not whole.`);
  }
  const member = (key: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  if (member('format') !== 'lyncscope-sweep') return fail(`${name} is no summary of a sweep.`);
  const version = member('version');
  if (typeof version === 'number' && version > 1) {
    return fail(`${name} was written by a newer Lyncscope (summary format ${version}): join it with a newer version.`);
  }
  const parsed = summary.safeParse(value);
  if (parsed.success) return succeed(parsed.data);
  return fail(
    `${name} is damaged: ${parsed.error.issues[0]?.path.join('.') || 'its beginning'} is not as it should be.`,
  );
}
