/**
 * UCWA as its own clients use it: discovery, user, token, application, and out again. docs/protocol/ucwa.md.
 * [skype-docs UCWA, RootURL, CreateAnApplication]
 */
import { FailureError } from '../../../shared/failure.js';
import type { Side } from '../../../shared/session/model.js';
import type { StepHandle } from '../../engine/api.js';
import { together, type Walk } from '../context.js';
import { createSpec, useApplication } from './application.js';
import { findUcwaRoot, type UcwaRoot } from './discovery.js';
import { findApplications, tokenSpec, withTokenSpec } from './user.js';
import { lookAtXframe } from './xframe.js';

const spec = {
  kind: 'ucwa',
  title: 'Sign in as a web or mobile app does (UCWA)',
  spec: { doc: 'UCWA RootURL', section: 'Authenticated user flow' },
} as const;

const reasons = { old: 'not offered by this version', online: 'the account is homed online' } as const;

/** Runs beside the rest of the walk. Throws nothing but cancellation: trouble is in the record. */
export async function useUcwa(walk: Walk): Promise<void> {
  const { root } = walk.run;
  const { services = 'none' } = walk.target;
  if (services === 'none') return;
  await root.attempt(spec, async (group) => {
    const found = await findUcwaRoot(walk, group);
    if (found === undefined || typeof found === 'string') {
      const reason = found === undefined ? 'there is no root' : reasons[found];
      for (const missing of [tokenSpec, withTokenSpec, createSpec]) group.skip(missing, reason);
      group.value(reason);
      if (found === 'old') group.meaning('Lync Server 2010 has no UCWA. Its mobile clients use Mcx instead.');
      return;
    }
    await together([lookAtXframe(group, found), signIn(walk, group, found)]);
  });
}

async function signIn(walk: Walk, group: StepHandle, found: UcwaRoot): Promise<void> {
  const access = await findApplications(walk, group, found).catch((error: unknown) => {
    skipCreate(group, found.side, error);
    throw error;
  });
  if ('reason' in access) {
    group.skip({ ...createSpec, side: found.side }, access.reason);
    group.value(access.reason);
    group.meaning('The way to UCWA is open as far as it was walked.');
    return;
  }
  await useApplication(walk, group, access);
  group.value('application created and deleted');
  group.meaning('Web and mobile apps that use UCWA can sign in from here. Nothing of the walk is left at the server.');
}

function skipCreate(group: StepHandle, side: Side, error: unknown): void {
  if (!(error instanceof FailureError) || group.signal.aborted) return;
  group.skip({ ...createSpec, side }, 'it is not known where applications are created');
}
