/** What the tests of services learn on the walk's way: the first user document that names the home pool's services, and the settings of the registrar. */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import type { ProvisioningGroup } from '../../../shared/protocol/sip/provisioning.js';
import { deferred } from '../context.js';

export class ServiceDocument {
  private readonly known = deferred<AutodiscoverDocument | undefined>();
  private groups: readonly ProvisioningGroup[] = [];

  /** The first user document with the services of both sides counts. */
  learn(document: AutodiscoverDocument): void {
    const names = document.links.some(({ token }) => /^(internal|external)\//i.test(token));
    if (document.kind === 'user' && names) this.known.resolve(document);
  }

  /** In-band provisioning, where the registrar gave any. */
  learnSettings(groups: readonly ProvisioningGroup[] | undefined): void {
    if (groups !== undefined) this.groups = groups;
  }

  close(): void {
    this.known.resolve(undefined);
  }

  get document(): Promise<AutodiscoverDocument | undefined> {
    return this.known.promise;
  }

  /** All there will be once the registrar's lane has ended. */
  get settings(): readonly ProvisioningGroup[] {
    return this.groups;
  }
}
