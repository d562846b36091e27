/** What the tests of services learn on the walk's way: the first user document that names the home pool's services, and the settings of the registrar. */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import type { ProvisioningGroup } from '../../../shared/protocol/sip/provisioning.js';
import { deferred } from '../context.js';

export class ServiceDocument {
  private readonly known = deferred<AutodiscoverDocument | undefined>();
  private readonly given = deferred<readonly ProvisioningGroup[]>();

  /** The first user document with the services of both sides counts. */
  learn(document: AutodiscoverDocument): void {
    const names = document.links.some(({ token }) => /^(internal|external)\//i.test(token));
    if (document.kind === 'user' && names) this.known.resolve(document);
  }

  /** In-band provisioning, where the registrar gave any. */
  learnSettings(groups: readonly ProvisioningGroup[] | undefined): void {
    if (groups !== undefined) this.given.resolve(groups);
  }

  /** The registrar gives no more. */
  endSettings(): void {
    this.given.resolve([]);
  }

  close(): void {
    this.known.resolve(undefined);
  }

  get document(): Promise<AutodiscoverDocument | undefined> {
    return this.known.promise;
  }

  /** What the registrar gave, once it has or does not. */
  get settings(): Promise<readonly ProvisioningGroup[]> {
    return this.given.promise;
  }
}
