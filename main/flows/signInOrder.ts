/**
 * One way to sign in at a time, in the order that was announced: web ticket, then OAuth, on the side where the user
 * sits, then the other side, and last of all the registrar. A password that is refused is thus refused once, whatever runs beside it. Everything
 * that needs no password does not wait here.
 */
import { failed } from '../../shared/failure.js';
import type { Side } from '../../shared/session/model.js';
import type { Credential, CredentialGuard, StepHandle } from '../engine/api.js';
import { deferred, type Deferred } from './context.js';

export type Method = 'web-ticket' | 'oauth';
/** After those of discovery: the registrar, then web tickets for Mcx and for the other services. */
export type Lane = `${Side}/${Method}` | 'sip' | 'mcx' | 'services';

export class SignInOrder {
  private readonly ended = new Map<Lane, Deferred<void>>();
  private uses = 0;

  /**
   * @param lanes all ways in their order; known late where the user's place shows only in the answers
   * @param planned most credential uses this walk may make
   */
  constructor(
    private readonly lanes: Promise<readonly Lane[]>,
    private readonly credentials: CredentialGuard,
    private readonly planned: number,
  ) {}

  /** Resolves when every way before this one has ended. */
  async turn(lane: Lane): Promise<void> {
    const lanes = await this.lanes;
    await Promise.all(lanes.slice(0, lanes.indexOf(lane)).map((earlier) => this.endOf(earlier).promise));
  }

  /** Resolves when that way has ended, or at once where it is none of this walk. */
  async over(lane: Lane): Promise<void> {
    if ((await this.lanes).includes(lane)) await this.endOf(lane).promise;
  }

  /** This way needs no credential any more. Every lane must end, or the later ones wait for ever. */
  end(lane: Lane): void {
    this.endOf(lane).resolve();
  }

  /** Takes the credential for one use, within what was announced. */
  async take(step: StepHandle, url: string): Promise<Credential> {
    if (this.credentials.mode !== 'none' && this.uses >= this.planned) {
      throw failed(
        'credential',
        'credential_use_ended',
        `The password would be needed once more, for ${url}, but only ${this.planned} uses were announced.`,
      );
    }
    const credential = await this.credentials.take(step, url);
    this.uses += 1;
    return credential;
  }

  private endOf(lane: Lane): Deferred<void> {
    const known = this.ended.get(lane) ?? deferred<void>();
    this.ended.set(lane, known);
    return known;
  }
}
