// The two sites where accounts of the online service sign in: OrgID, and the AD FS of the organisation.
import { whole, type FrontRequest, type Service } from '../../network/exchange.js';
import { httpSysError, unknownHost } from '../../network/pages.js';
import type { LabResponse } from '../../types.js';
import { adfsPaths, answerAdfs } from './adfs.js';
import type { OrgIdAuthority } from './authority.js';
import { answerRealm } from './realm.js';
import { answerRst2 } from './rst2.js';

const wrongMethod = httpSysError(405, 'Method Not Allowed', 'Method Not Allowed', 'The method is not allowed.');
const wrongMedia = httpSysError(415, 'Unsupported Media Type', 'Unsupported Media Type', 'SOAP is wanted here.');

/** login.microsoftonline.com */
export function orgIdService(authority: OrgIdAuthority): Service {
  return async (request) => {
    const path = request.url.pathname.toLowerCase();
    if (path === '/getuserrealm.srf') return whole(answerRealm(authority, request));
    if (path === '/rst2.srf')
      return whole(await post(request, /^(application\/soap\+xml|text\/xml)$/, answerRst2, authority));
    return whole(unknownHost);
  };
}

/** The AD FS, as it is published. */
export function stsService(authority: OrgIdAuthority): Service {
  return async (request) => {
    const trust = adfsPaths[request.url.pathname.toLowerCase()];
    if (trust === undefined) return whole(unknownHost);
    const answer = (known: OrgIdAuthority, asked: FrontRequest): Promise<LabResponse> =>
      answerAdfs(known, asked, trust);
    return whole(await post(request, /^application\/soap\+xml$/, answer, authority));
  };
}

async function post(
  request: FrontRequest,
  media: RegExp,
  answer: (authority: OrgIdAuthority, request: FrontRequest) => Promise<LabResponse>,
  authority: OrgIdAuthority,
): Promise<LabResponse> {
  if (request.method !== 'POST') return wrongMethod;
  const sent = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return media.test(sent.split(';')[0]?.trim().toLowerCase() ?? '') ? answer(authority, request) : wrongMedia;
}
