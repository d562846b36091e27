/** Name found and server reached: which of the names that a client goes by lead on, and to which side. */
import { answeredSipLookups, sipLookups } from '../audits/reading/sip.js';
import { factsOf } from '../session/facts.js';
import type { Lookup, Side, Step } from '../session/model.js';
import type { Need } from './model.js';
import type { ClientProfile } from './profiles.js';
import { sentence, type ClientRecord } from './record.js';

export interface Reached {
  readonly name: Need;
  readonly root: Need;
  /** The side that the client goes on with. */
  readonly side: Side;
}

const sides = ['internal', 'external'] as const;
const leftOut = 'This client does not ask for it.';

/** The internal name goes first wherever it leads on; else the external one; for clients of SIP its names. */
export function reachedBy(profile: ClientProfile, record: ClientRecord): Reached {
  const own: Side = record.survey.seat === 'inside' ? 'internal' : 'external';
  const sip = nameOfSip(record, own);
  if (profile.sipNames === 'only')
    return { name: sip, root: { id: 'root', state: 'not-needed', why: leftOut }, side: own };
  const roots = sides.map((side) => ({ side, root: rootOn(side, profile, record) }));
  const side =
    roots.find(({ root }) => root.state === 'ok')?.side ?? roots.find(({ side }) => isFound(side, record))?.side ?? own;
  const name = nameOfDiscovery(side, record);
  const root = rootOn(side, profile, record);
  const leads = name.state !== 'failed' && root.state !== 'failed';
  if (leads || profile.sipNames === 'never') return { name, root, side };
  if (sip.state !== 'ok') {
    return { name: name.state === 'failed' ? { ...name, why: `${name.why} ${sip.why}` } : name, root, side };
  }
  const why = `Autodiscover leads nowhere (${root.state === 'failed' ? root.why : name.why}) This client then goes by the names for SIP.`;
  return { name: sip, root: { ...root, state: 'not-needed', why }, side: own };
}

function isFound(side: Side, { survey, session }: ClientRecord): boolean {
  return session.target.discoveryUrls.length > 0 || survey.names[side].found;
}

function nameOfDiscovery(side: Side, record: ClientRecord): Need {
  const { survey, session } = record;
  if (session.target.discoveryUrls.length > 0) {
    return { id: 'name', state: 'not-needed', why: 'The discovery address was typed.' };
  }
  const found = survey.names[side];
  const steps = record.steps('dns.discovery-name');
  const step = steps.find((each) => each.side === side);
  if (found.found) {
    const where = found.addresses[0];
    return need(
      'name',
      'ok',
      `${found.name} has ${where === undefined ? 'a way to it' : `the address ${where}`}.`,
      step,
      record,
    );
  }
  if (!found.asked) return need('name', 'not-known', 'The discovery names were not asked for.', step, record);
  const unanswered = sides.some((each) => survey.names[each].unanswered);
  const both = sides.map((each) => survey.names[each].name).join(' nor ');
  return unanswered
    ? need('name', 'failed', `The resolver gave no answer for the discovery names.`, step, record)
    : need('name', 'failed', `Neither ${both} has an address here.`, step, record);
}

function nameOfSip(record: ClientRecord, own: Side): Need {
  const { session } = record;
  const { domain } = session.target;
  const names =
    own === 'internal' ? ['_sipinternaltls._tcp', 'sipinternal', 'sip'] : ['_sip._tls', 'sip', 'sipexternal'];
  const wanted = names.map((name) => `${name}.${domain}`.toLowerCase());
  const of = (lookups: readonly Lookup[]): Lookup | undefined =>
    wanted.flatMap(
      (name) => lookups.find(({ query }) => query.name.toLowerCase().replace(/\.$/, '') === name) ?? [],
    )[0];
  const found = of(answeredSipLookups(session));
  if (found !== undefined) {
    const answer = found.answers.at(-1)?.data ?? '';
    const evidence = { lookupId: found.id, part: 'answer' };
    return { id: 'name', state: 'ok', why: `${found.query.name} leads to ${answer}.`, evidence };
  }
  if (session.target.sipServer !== undefined) {
    return { id: 'name', state: 'not-needed', why: 'The registrar was typed.' };
  }
  const asked = of(sipLookups(session));
  if (asked === undefined) return { id: 'name', state: 'not-known', why: 'The names for SIP were not asked for.' };
  const why = `None of ${names.join(', ')} exists in ${domain} as seen from here.`;
  return { id: 'name', state: 'failed', why, evidence: { lookupId: asked.id, part: 'answer' } };
}

/** The root document on one side, in the form and over the schemes of the client. */
function rootOn(side: Side, profile: ClientProfile, record: ClientRecord): Need {
  return profile.form === 'json' ? jsonRoot(side, record) : xmlRoot(side, record);
}

function xmlRoot(side: Side, record: ClientRecord): Need {
  const groups = record.steps('root', side);
  const good = groups.find(({ outcome }) => outcome === 'ok');
  if (good !== undefined) {
    const asked = record.steps(['root.https', 'root.http'], side).find((step) => step.outcome === 'ok');
    return need('root', 'ok', good.meaning ?? 'The root document was read.', asked ?? good, record);
  }
  return noRoot(groups[0], leafOf(['root.https', 'root.http', 'root.redirect'], side, record), record);
}

/** HTTPS and JSON: as UCWA asks, or beside the root in XML. */
function jsonRoot(side: Side, record: ClientRecord): Need {
  const asked = record.steps(['root.https', 'root.redirect', 'root.json', 'ucwa.root'], side);
  const old = asked.find((step) => factsOf(step, 'server-version').includes('Lync Server 2010'));
  if (old !== undefined) {
    return need(
      'root',
      'not-offered',
      'The server answers 406: Lync Server 2010 knows no JSON, and no UCWA.',
      old,
      record,
    );
  }
  const first = record.steps('root.https', side)[0];
  const https = first === undefined || first.outcome === 'ok' || record.session.target.discoveryUrls.length > 0;
  const good = asked.find((step) => step.outcome === 'ok' && factsOf(step, 'document').includes('ucwa-root'));
  if (good !== undefined && https) return need('root', 'ok', 'The root came as JSON over HTTPS.', good, record);
  if (good !== undefined) {
    return need('root', 'failed', 'The root comes over HTTP only, and a web app begins with HTTPS.', first, record);
  }
  return noRoot(record.steps('root', side)[0], leafOf(['root.https', 'root.json', 'ucwa.root'], side, record), record);
}

function leafOf(kinds: readonly Step['kind'][], side: Side, record: ClientRecord): Step | undefined {
  return record.steps(kinds, side).findLast(({ outcome }) => outcome === 'failed');
}

function noRoot(group: Step | undefined, leaf: Step | undefined, record: ClientRecord): Need {
  const failed = leaf ?? (group?.outcome === 'failed' ? group : undefined);
  if (failed !== undefined) {
    return need(
      'root',
      'failed',
      sentence(group?.failure?.message ?? failed.failure?.message ?? 'No root document came'),
      failed,
      record,
    );
  }
  return need('root', 'not-known', 'No root document was asked for.', group, record);
}

/** A need with the step that shows it, where there is one. */
export function need(
  id: Need['id'],
  state: Need['state'],
  why: string,
  step: Step | undefined,
  record: ClientRecord,
): Need {
  const evidence = record.evidence(step);
  return { id, state, why, ...(evidence === undefined ? {} : { evidence }) };
}
