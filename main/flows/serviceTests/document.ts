/** The user document whose services are tested: the first one that names those of the home pool. */
import type { AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import { deferred } from '../context.js';

/** The first user document with the services of both sides. */
export class ServiceDocument {
  private readonly known = deferred<AutodiscoverDocument | undefined>();

  learn(document: AutodiscoverDocument): void {
    const names = document.links.some(({ token }) => /^(internal|external)\//i.test(token));
    if (document.kind === 'user' && names) this.known.resolve(document);
  }

  close(): void {
    this.known.resolve(undefined);
  }

  get document(): Promise<AutodiscoverDocument | undefined> {
    return this.known.promise;
  }
}
