// POST …/applications and …/anonApplications (skype-docs, UCWA applications and anonApplications).
import { randomBytes } from 'node:crypto';
import type { Services } from '../services.js';
import type { Answer } from '../shell/answer.js';
import type { WebRequest } from '../shell/request.js';
import type { Owner } from './applications.js';
import { refuse, refuseParameter } from './errors.js';
import { readInput } from './input.js';
import { resourceAnswer, type Form } from './representation.js';
import { applicationResource } from './resources.js';

/** LyncUcwa's web.config: twice the number of endpoints that a user may register, which is eight. */
const mostApplications = 16;
const longest = 100;

/** Registers an application: 201, or 200 with the one that the same endpoint already has. */
export function createApplication(
  services: Services,
  request: WebRequest,
  form: Form,
  target: { readonly root: string; readonly owner: Owner; readonly isAnonymous: boolean },
): Answer {
  const read = readInput(request);
  if (!read.ok) return refuse(form, read.why === 'syntax' ? 'deserialization' : 'unsupportedMediaType');
  const isGuest = target.owner.conference !== undefined;
  // That address is for guests alone.
  if (target.isAnonymous && !isGuest) return refuse(form, 'notAllowed');
  const given = (name: string): string => read.input.text(name) ?? '';
  const required = isGuest ? ['culture', 'userAgent'] : ['culture', 'userAgent', 'endpointId'];
  const missing = required.find((name) => given(name).trim() === '');
  if (missing !== undefined) return refuseParameter(form, missing, 'The value is required.');
  const long = ['culture', 'userAgent', 'endpointId', 'instanceId'].find((name) => given(name).length > longest);
  if (long !== undefined) return refuseParameter(form, long, 'The maximum length is 100 characters.');

  const { policy, applications, deployment } = services;
  if (policy.ucwa === 'agent-blocked') return refuse(form, 'agentBlocked');
  if (policy.ucwa === 'mobility-off' && !isGuest) return refuse(form, 'notAllowed');
  const own = applications.ofOwner(target.owner.sipAddress);
  const endpointId = given('endpointId') === '' ? randomBytes(8).toString('hex') : given('endpointId');
  const same = own.find((application) => application.endpointId === endpointId);
  if (same !== undefined) {
    const isSame = same.userAgent === given('userAgent') && same.culture === given('culture');
    return isSame
      ? resourceAnswer(form, 200, applicationResource(same, deployment.version))
      : refuse(form, 'alreadyExists');
  }
  if (own.length >= mostApplications) return refuse(form, 'tooManyApplications');
  const application = applications.create({
    owner: target.owner,
    poolId: request.lab.pool.id,
    root: target.root,
    culture: given('culture'),
    userAgent: given('userAgent'),
    endpointId,
    instanceId: read.input.text('instanceId'),
  });
  if (policy.ucwa === 'expired') applications.remove(application);
  return resourceAnswer(form, 201, applicationResource(application, deployment.version), [
    ['P3P', 'CP="IDC CUR ADMa OUR BUS"'],
    [
      'Set-Cookie',
      `cwt_ucwa=${randomBytes(48).toString('base64url')}; path=${application.href}/photos; secure; HttpOnly`,
    ],
  ]);
}
