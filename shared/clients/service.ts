/** Service open: whether the service that a client ends at is there and lets it in. */
import { factOf, factsOf } from '../session/facts.js';
import type { Side, Step } from '../session/model.js';
import { need } from './discovery.js';
import type { Need, NeedState } from './model.js';
import type { ClientProfile } from './profiles.js';
import { openedUser, reasonOf, sentence, type ClientRecord } from './record.js';

/** As far as the walk went; what was left out is not known. */
export function serviceFor(profile: ClientProfile, side: Side, record: ClientRecord): Need {
  const of = { registrar, ucwa, mcx, reach }[profile.service];
  const found = of(side, record);
  return profile.needsXframe === true && found.state !== 'failed' && found.state !== 'not-offered'
    ? (xframe(side, record) ?? found)
    : found;
}

const service = (state: NeedState, why: string, step: Step | undefined, record: ClientRecord): Need =>
  need('service', state, sentence(why), step, record);

function registrar(_side: Side, record: ClientRecord): Need {
  const group = record.steps('registrar')[0];
  if (group === undefined) {
    const isOff = (record.session.target.sip ?? 'none') === 'none';
    return service(
      'not-known',
      isOff ? 'The registrar was left out of this walk' : 'The registrar was not come to',
      undefined,
      record,
    );
  }
  const settings = record.steps('sip.provisioning').find(({ outcome }) => outcome === 'failed' || outcome === 'ok');
  if (settings?.outcome === 'failed') {
    return service('failed', `The registrar gives no settings: ${reasonOf(settings)}`, settings, record);
  }
  if (settings !== undefined)
    return service('ok', 'The registrar gave the settings that a client works with', settings, record);
  const answered = record.steps(['sip.register', 'sip.probe']).find(({ outcome }) => outcome === 'ok');
  if (answered !== undefined) return service('ok', 'The registrar answers', answered, record);
  const failed = record.steps(['sip.locate', 'sip.connect', 'sip.probe']).find(({ outcome }) => outcome === 'failed');
  if (failed === undefined && group.outcome !== 'failed') return service('not-known', reasonOf(group), group, record);
  return service('failed', reasonOf(failed ?? group), failed ?? group, record);
}

function ucwa(side: Side, record: ClientRecord): Need {
  const group = record.steps('ucwa')[0];
  if (group === undefined) return untested('Ucwa', side, record);
  const create = record.steps('ucwa.create').at(-1);
  if (create?.outcome === 'ok')
    return service('ok', 'An application was created at UCWA, and deleted again', create, record);
  if (create?.outcome === 'failed') return service('failed', reasonOf(create), create, record);
  const why = create === undefined ? reasonOf(group) : reasonOf(create);
  if (/not offered by this version/.test(`${why} ${group.value ?? ''}`)) {
    const asked = record.steps('ucwa.root').find((step) => factsOf(step, 'server-version').length > 0);
    return service('not-offered', 'Lync Server 2010 has no UCWA', asked ?? group, record);
  }
  const failed = record.steps(['ucwa.user', 'ucwa.root']).findLast(({ outcome }) => outcome === 'failed');
  if (failed !== undefined && group.outcome === 'failed') return service('failed', reasonOf(failed), failed, record);
  const tested = testOf('Ucwa', side, record);
  if (tested?.outcome === 'failed') return service('failed', reasonOf(tested), tested, record);
  return service('not-known', why === '' ? 'No application was created' : why, create ?? group, record);
}

/** Undefined where the page is there, or nothing is known of it. */
function xframe(side: Side, record: ClientRecord): Need | undefined {
  const page = testOf('XFrame', side, record);
  if (page?.outcome !== 'failed') return undefined;
  return service('failed', `The page for web apps (XFrame) is not there: ${reasonOf(page)}`, page, record);
}

function mcx(side: Side, record: ClientRecord): Need {
  const ticket = record.steps('mcx.ticket').findLast(({ outcome }) => outcome === 'ok' || outcome === 'failed');
  if (ticket?.outcome === 'ok') return service('ok', 'Mcx answers, and there is a web ticket for it', ticket, record);
  if (ticket !== undefined) return service('failed', reasonOf(ticket), ticket, record);
  const page = record.steps('mcx.page').findLast(({ outcome }) => outcome === 'ok' || outcome === 'failed');
  // Asked at the usual address, because no document names it.
  const isAbsent = page?.outcome === 'ok' && /^404\b/.test(page.value ?? '');
  if (isAbsent) {
    const { state, why } = withoutMcx(record);
    return service(state, why, page, record);
  }
  if (page !== undefined) {
    const good = page.outcome === 'ok';
    return service(good ? 'ok' : 'failed', good ? 'The page of Mcx answers' : reasonOf(page), page, record);
  }
  return tested('Mcx', side, record, () => withoutMcx(record));
}

/** Skype for Business Server 2019 took Mcx out; before that it is missing by mistake. [learn.microsoft.com, "Plan for Mobility"] */
function withoutMcx(record: ClientRecord): { readonly state: NeedState; readonly why: string } {
  const versions = record.session.steps.flatMap((step) => factsOf(step, 'server-version'));
  const older = versions.find((version) => /201[035]\b/.test(version) && !/or later/i.test(version));
  return older === undefined
    ? {
        state: 'not-offered',
        why: 'The user document names no Mcx. Skype for Business Server 2019 and later have none',
      }
    : {
        state: 'failed',
        why: `The user document names no Mcx, though ${older} can have it: the mobility service is not installed`,
      };
}

function reach(side: Side, record: ClientRecord): Need {
  return tested('AuthBroker', side, record, () => ({
    state: 'not-offered',
    why: 'The user document names no AuthBroker service',
  }));
}

/** By the light test of the service: it answers, or why it does not. */
function tested(
  name: string,
  side: Side,
  record: ClientRecord,
  without: () => { readonly state: NeedState; readonly why: string },
): Need {
  const test = testOf(name, side, record);
  if (test?.outcome === 'ok') return service('ok', `${name} answers: ${test.value ?? ''}`, test, record);
  if (test?.outcome === 'failed') return service('failed', reasonOf(test), test, record);
  const user = record.steps(['web-ticket.user', 'oauth.user']).find((step) => openedUser(step) && namesServices(step));
  if (user === undefined) return untested(name, side, record);
  if (factsOf(user, 'link').some((link) => link.toLowerCase().includes(`/${name.toLowerCase()} `))) {
    return untested(name, side, record);
  }
  const { state, why } = without();
  return service(state, why, user, record);
}

function untested(name: string, side: Side, record: ClientRecord): Need {
  const { services = 'none' } = record.session.target;
  if (services === 'none') {
    return service('not-known', 'The services behind the sign-in were left out of this walk', undefined, record);
  }
  const skipped = record.steps(['service-tests', 'service.test'], side).find(({ outcome }) => outcome === 'skipped');
  const group = record.steps('service-tests')[0];
  const why = group?.outcome === 'skipped' ? reasonOf(group) : `${name} was not tested`;
  return service('not-known', why, group ?? skipped, record);
}

const namesServices = (step: Step): boolean =>
  factsOf(step, 'link').some((link) => /^(internal|external)\//i.test(link));

/** The test of a service on the client's side, else on the other. */
function testOf(name: string, side: Side, record: ClientRecord): Step | undefined {
  const tests = record
    .steps('service.test')
    .filter((step) => (factOf(step, 'service') ?? '').toLowerCase().startsWith(`${name.toLowerCase()} `));
  const own = tests.filter((step) => record.survey.sideOf(step.id) === side);
  return own.find(({ outcome }) => outcome === 'failed') ?? own.at(-1) ?? tests.at(-1);
}
