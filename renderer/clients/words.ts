/** How verdicts and needs of clients look: shape, colour and word together. */
import type { ClientVerdict, NeedId, NeedState } from '../../shared/clients/model.js';
import type { IconName } from '../common/Icon.js';

export interface Look {
  readonly icon: IconName;
  readonly tone: 'pass' | 'fail' | 'dim';
  readonly word: string;
  /** For the legend. */
  readonly meaning: string;
}

export const looks: Readonly<Record<NeedState, Look>> = {
  ok: { icon: 'pass', tone: 'pass', word: 'yes', meaning: 'seen to work' },
  failed: { icon: 'fail', tone: 'fail', word: 'no', meaning: 'keeps the client out' },
  'not-known': { icon: 'help', tone: 'dim', word: 'unknown', meaning: 'not tried, or not come to' },
  'not-needed': { icon: 'skipped', tone: 'dim', word: 'not needed', meaning: 'the client gets on without it here' },
  'not-offered': {
    icon: 'expected',
    tone: 'dim',
    word: 'not offered',
    meaning: 'this server version has no such service',
  },
};

export const verdictLooks: Readonly<Record<ClientVerdict, Look>> = {
  can: looks.ok,
  cannot: looks.failed,
  'not-known': looks['not-known'],
  'not-offered': looks['not-offered'],
};

export const needIds: readonly NeedId[] = ['name', 'root', 'tls', 'sign-in', 'service'];
