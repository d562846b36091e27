/** Where the servers of a pool are asked, one address a side: the home pool where it is known, else who gave the root. */
import { linkOf, type AutodiscoverDocument } from '../../../shared/protocol/autodiscover.js';
import type { Side } from '../../../shared/session/model.js';

/** Answered by every Front End without a sign-in. [MS-OCDISCWS 2.1; "Lync Server 2013 Autodiscover service requirements"] */
const rootPath = '/Autodiscover/AutodiscoverService.svc/root';

export interface FrontEndPlace {
  readonly url: string;
  /** "Link External/Autodiscover" */
  readonly field: string;
  readonly from: string;
}

export class FrontEndPlaces {
  private readonly roots = new Map<Side, FrontEndPlace>();
  private readonly homes = new Map<Side, FrontEndPlace>();

  /** Each document that came over validated TLS. A later root is that of a pool nearer to the user's home. */
  learn(document: AutodiscoverDocument, side: Side): void {
    if (document.kind === 'root') {
      const field = linkOf(document, 'User') === undefined ? 'OAuth' : 'User';
      const url = rootAt(linkOf(document, field));
      if (url !== undefined) this.roots.set(side, { url, field: `Link ${field}`, from: 'the root document' });
      return;
    }
    if (document.kind !== 'user') return;
    for (const of of ['internal', 'external'] as const) {
      const field = of === 'internal' ? 'Internal/Autodiscover' : 'External/Autodiscover';
      const url = rootAt(linkOf(document, field));
      if (url !== undefined) this.homes.set(of, { url, field: `Link ${field}`, from: 'the user document' });
    }
  }

  /** Where to ask on a side, as far as is known now. */
  at(side: Side): FrontEndPlace | undefined {
    return this.homes.get(side) ?? this.roots.get(side);
  }
}

function rootAt(href: string | undefined): string | undefined {
  if (href === undefined || !URL.canParse(href) || new URL(href).protocol !== 'https:') return undefined;
  return new URL(rootPath, href).href;
}
