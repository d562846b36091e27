/** The addresses a discovery has been sent to: at most ten hops, and never the same address twice. [skype-docs UCWA RootURL] */
import { failed } from '../../shared/failure.js';

export const mostHops = 10;

export interface Trail {
  /** As compared: IIS does not tell letter cases apart. */
  readonly visited: readonly string[];
  readonly hops: number;
}

/** A trail that begins at the addresses asked first. */
export function trailFrom(...urls: readonly string[]): Trail {
  return { visited: urls.map(comparable), hops: 0 };
}

/** The trail one hop on. @throws FailureError protocol/redirect_loop, limit/too_many_redirects */
export function hop(trail: Trail, url: string): Trail {
  if (trail.visited.includes(comparable(url))) {
    throw failed('protocol', 'redirect_loop', `The redirect leads back to ${url}, which was asked before.`);
  }
  if (trail.hops >= mostHops) {
    throw failed(
      'limit',
      'too_many_redirects',
      `After ${mostHops} redirects the server sends on once more, to ${url}.`,
    );
  }
  return { visited: [...trail.visited, comparable(url)], hops: trail.hops + 1 };
}

/** The trail with an address that was reached without a redirect. @throws FailureError protocol/redirect_loop */
export function visit(trail: Trail, url: string): Trail {
  return { ...hop({ ...trail, hops: 0 }, url), hops: trail.hops };
}

function comparable(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).toLowerCase();
}
