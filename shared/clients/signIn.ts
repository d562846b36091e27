/** Sign-in accepted: whether one of the ways that a client knows led to the user document, or to a registration. */
import { factOf } from '../session/facts.js';
import type { Side, Step } from '../session/model.js';
import { need } from './discovery.js';
import type { Need } from './model.js';
import type { ClientMethod, ClientProfile } from './profiles.js';
import { openedUser, reasonOf, sentence, type ClientRecord } from './record.js';

interface Tried {
  readonly method: ClientMethod;
  /** 'none': the server does not offer it. */
  readonly state: 'ok' | 'failed' | 'not-known' | 'none';
  readonly why: string;
  readonly step: Step | undefined;
}

const shown: Readonly<Record<ClientMethod, string>> = {
  'web-ticket': 'the web ticket',
  oauth: 'OAuth',
  'tls-dsk': 'the client certificate (TLS-DSK)',
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
};

/** The client's ways in its order: one that works is enough. */
export function signInFor(profile: ClientProfile, side: Side, record: ClientRecord): Need {
  const tried = profile.methods.map((method) =>
    isOfWeb(method) ? onWeb(method, side, record) : atRegistrar(method, record),
  );
  const good = tried.find(({ state }) => state === 'ok');
  if (good !== undefined) return need('sign-in', 'ok', good.why, good.step, record);
  const failed = tried.find(({ state }) => state === 'failed');
  const open = tried.find(({ state }) => state === 'not-known');
  // Where one way was refused and another left out by choice, nobody knows.
  const leftOut = tried.find(({ state, why }) => state === 'not-known' && /^only .* chosen|was not chosen/i.test(why));
  if (failed !== undefined && leftOut === undefined) return need('sign-in', 'failed', failed.why, failed.step, record);
  if (open !== undefined) return need('sign-in', 'not-known', sentence(open.why), open.step, record);
  const [first] = tried;
  const why = `The server offers no sign-in that this client knows: ${profile.methods.map((method) => shown[method]).join(', ')}.`;
  const state = profile.service === 'registrar' ? 'failed' : 'not-offered';
  return need('sign-in', state, why, first?.step, record);
}

const isOfWeb = (method: ClientMethod): method is 'web-ticket' | 'oauth' =>
  method === 'web-ticket' || method === 'oauth';

function onWeb(method: 'web-ticket' | 'oauth', side: Side, record: ClientRecord): Tried {
  const user = record.steps(`${method}.user`, side).findLast(openedUser);
  if (user !== undefined)
    return { method, state: 'ok', why: `The user document was opened with ${shown[method]}.`, step: user };
  const group = record.steps(method, side)[0];
  if (group === undefined) return { method, state: 'not-known', why: 'The sign-in was not come to', step: undefined };
  if (group.failure?.code === 'unvalidated_tls') {
    // Not the server's word: this program keeps the password to itself.
    return { method, state: 'not-known', why: group.failure.message, step: group };
  }
  if (group.outcome === 'failed') {
    const inside = record.within(group);
    const leaf = record.session.steps.findLast(
      ({ id, outcome, parentId }) => outcome === 'failed' && inside.has(id) && parentId !== undefined,
    );
    return { method, state: 'failed', why: sentence(reasonOf(group)), step: leaf ?? group };
  }
  const why = reasonOf(group);
  const isMissing = group.outcome === 'skipped' && /offers no OAuth/.test(why);
  return {
    method,
    state: isMissing ? 'none' : 'not-known',
    why: why === '' ? 'It did not come to an end' : why,
    step: group,
  };
}

function atRegistrar(method: ClientMethod, record: ClientRecord): Tried {
  const { target } = record.session;
  const registrations = record.steps('sip.register').filter((step) => schemeOf(step) === method);
  const good = registrations.find(({ outcome }) => outcome === 'ok');
  if (good !== undefined) {
    return { method, state: 'ok', why: `The registrar took the sign-in with ${shown[method]}.`, step: good };
  }
  const certificate =
    method === 'tls-dsk' ? record.steps('cert-prov').find(({ outcome }) => outcome === 'failed') : undefined;
  const failed = certificate ?? registrations.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) {
    const state = failed.failure?.code === 'unvalidated_tls' ? 'not-known' : 'failed';
    return { method, state, why: sentence(reasonOf(failed)), step: failed };
  }
  const skipped = registrations[0];
  if (skipped !== undefined) {
    const why = reasonOf(skipped);
    return { method, state: /does not offer/.test(why) ? 'none' : 'not-known', why, step: skipped };
  }
  const group = record.steps('registrar')[0];
  if (group === undefined) {
    const why =
      (target.sip ?? 'none') === 'none' ? 'The registrar was left out of this walk' : 'The registrar was not come to';
    return { method, state: 'not-known', why, step: undefined };
  }
  if (!record.steps('sip.probe').some(({ outcome }) => outcome === 'ok')) {
    return { method, state: 'not-known', why: 'The registrar was not reached, so no sign-in was tried', step: group };
  }
  return { method, state: 'none', why: `The registrar does not offer ${shown[method]}`, step: group };
}

function schemeOf(step: Step): string {
  const scheme = factOf(step, 'sip-scheme') ?? /\bwith (\S+)$/.exec(step.title)?.[1] ?? '';
  return scheme.toLowerCase();
}
