/** A command that is cancelled before anything was asked says so: silence would look like a hang, or a crash. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runAndReport } from '../../../cli/check.js';
import { exitStatus, type Io } from '../../../cli/io.js';
import { styleFor } from '../../../cli/terminal.js';
import { plainRequest } from '../../fixtures/request.js';

const request = { ...plainRequest, sipAddress: 'ada@contoso.test', resolver: '127.0.0.1:9' };

it('tells of a cancel before the first step in one line, also where a program reads the result', async () => {
  for (const json of [false, true]) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const io = {
      stdin: new PassThrough(),
      stdout,
      stderr,
      env: {},
      style: styleFor({}, {}),
      interrupt: { signal: AbortSignal.abort(), overdue: new Promise(() => undefined) },
    } as unknown as Io;
    expect(await runAndReport(request, { json }, io)).toBe(exitStatus.cancelled);
    expect(String(stderr.read())).toBe('lyncscope: cancelled before anything was asked.\n');
    if (json) expect(stdout.read()).toBe(null);
  }
});
