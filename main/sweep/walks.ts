/** What every walk of a sweep is asked for; with a practice lab, started once for all of them. */
import { LabError, startLab } from '../../lab/index.js';
import type { WalkRequest } from '../../shared/ipc.js';
import type { ListedTarget } from '../../shared/sweep/list.js';
import type { SweepRequest } from '../../shared/sweep/model.js';
import { readAuthorities } from '../authorities.js';
import { readLab } from '../practiceLab.js';
import { buildTarget } from '../target.js';
import { UsageError } from '../usage.js';

export interface SweepWalks {
  /** The walk of one target: never with a password. */
  readonly requestFor: (target: ListedTarget) => WalkRequest;
  /** Stops the lab, where there is one. */
  stop(): Promise<void>;
}

/**
 * Checks what the walks have in common, then starts the lab if there is one.
 * @throws UsageError naming what cannot be used
 */
export async function prepareWalks({ options, lab }: SweepRequest): Promise<SweepWalks> {
  const choice = lab === undefined ? undefined : readLab(lab);
  const common: Omit<WalkRequest, 'sipAddress'> = {
    ...options,
    password: { mode: 'none' },
    signIn: 'auto',
    discoveryUrls: [],
    // Discovery and certificates: what needs an account is for `check`.
    sip: 'none',
    services: 'none',
    keepSecrets: false,
  };
  const authorities = options.authorities.flatMap((pem) => readAuthorities(pem, 'The certificate authority file'));
  buildTarget({ ...common, sipAddress: 'anyone@example.com' }, authorities.length);
  if (choice === undefined) return { requestFor: asked(common), stop: () => Promise.resolve() };

  const running = await startLab({ ...choice, from: options.location === 'inside' ? 'inside' : 'outside' }).catch(
    (error: unknown) => {
      if (error instanceof LabError) throw new UsageError(`The practice lab could not start: ${error.message}`);
      throw error;
    },
  );
  return {
    requestFor: asked({
      ...common,
      resolver: options.resolver ?? `${running.dns.address}:${running.dns.port}`,
      connectTo: [...options.connectTo, ...running.connectTo],
      authorities: [...options.authorities, running.caPem],
      // The lab is on this machine; a company's proxy cannot reach it.
      proxy: options.proxy === 'auto' ? (running.proxy ?? 'none') : options.proxy,
    }),
    stop: () => running.stop(),
  };
}

const asked =
  (common: Omit<WalkRequest, 'sipAddress'>) =>
  ({ sipAddress }: ListedTarget): WalkRequest => ({ ...common, sipAddress });
