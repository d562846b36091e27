/** A lab that lives as long as one test. */
import { expect, onTestFinished } from 'vitest';
import { startLab } from '../../../lab/index.js';
import type { RunningLab, StartOptions } from '../../../lab/types.js';
import type { WalkRequest } from '../../../shared/ipc.js';
import type { Session } from '../../../shared/session/model.js';
import { walkIn, type Walking } from './walks.js';

/** Starts it; when the test ends it is stopped, and no application may be left registered with UCWA by then. */
export async function labOfTest(start: StartOptions): Promise<RunningLab> {
  const lab = await startLab(start);
  onTestFinished(async () => {
    const left = lab.openApplications();
    await lab.stop();
    expect(left).toEqual([]);
  });
  return lab;
}

/** A walk in a lab of its own, from where the lab is seen. */
export async function walkInLab(
  start: StartOptions,
  changes: Partial<WalkRequest> = {},
  walking: Walking = {},
): Promise<Session> {
  return walkIn(await labOfTest(start), { location: start.from ?? 'outside', ...changes }, walking);
}
