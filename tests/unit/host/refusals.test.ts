/** A request that cannot be run names the part that is to blame, all the way to the page. */
import { expect, it, vi } from 'vitest';
import type { WalkRequest } from '../../../shared/ipc.js';
import { readAuthorities } from '../../../main/authorities.js';
import { createWalkService } from '../../../main/service/walkService.js';
import { buildTarget } from '../../../main/target.js';
import { aRequest, makeFakeWalks } from './fakeWalks.js';

vi.mock('../../../main/walk.js', () => ({ runWalk: undefined, labCatalogue: undefined }));

const about = { version: '1', host: 'web', runtime: 'Node', platform: 'linux' } as const;

async function refusalOf(part: Partial<WalkRequest>): Promise<unknown> {
  const walks = {
    ...makeFakeWalks(),
    run: async (request: WalkRequest) => {
      for (const text of request.authorities) readAuthorities(text, 'The file');
      buildTarget(request, request.authorities.length);
      throw new Error('the request was taken');
    },
  };
  const service = createWalkService({ about, walks, push: () => undefined });
  return service.requests.startWalk({ ...aRequest, sipAddress: 'anna@contoso.example', ...part });
}

it.each<[string, Partial<WalkRequest>]>([
  ['sipAddress', { sipAddress: 'anna' }],
  ['userName', { userName: ' ' }],
  ['resolver', { resolver: 'x' }],
  ['publicResolver', { publicResolver: 'x' }],
  ['publicResolver', { publicResolver: '203.0.113.53', lab: { deployment: 'sfb2019', faults: [] } }],
  ['connectTo', { connectTo: ['x'] }],
  ['proxy', { proxy: 'ftp://x' }],
  ['proxy', { proxy: 'http://anna:secret@proxy.contoso.example' }],
  ['trustedHosts', { trustedHosts: ['a b'] }],
  ['discoveryUrls', { discoveryUrls: ['lyncdiscover'] }],
  ['authorities', { authorities: ['no certificate'] }],
])('a refused %s is named', async (field, part) => {
  expect(await refusalOf(part)).toMatchObject({ ok: false, field });
});

it('what is about no part names none', async () => {
  expect(await refusalOf({})).toEqual({ ok: false, error: expect.stringContaining('the request was taken') as string });
});
