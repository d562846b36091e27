/** A certificate of the chain is past its end or before its beginning, by a clock that can be believed. */
import type { CertificateRecord } from '../session/model.js';
import { dateForPeople, middleSkew, skewOf, wallClock } from './reading/clock.js';
import { defineAudit, failing, finding, list, notApplicable } from './reading/define.js';
import { onConnection, onHeader } from './reading/evidence.js';
import {
  byCertificate,
  commonName,
  handshakesOf,
  onePerHost,
  placeOf,
  severityOfGroup,
  type Handshake,
} from './reading/handshakes.js';
import type { Survey } from './reading/survey.js';

export const tlsExpired = defineAudit('tls-expired', 'tls', (survey) => {
  const handshakes = handshakesOf(survey);
  if (handshakes.length === 0) return notApplicable('No certificate was shown.');
  const outdated = handshakes
    .filter(({ severity }) => severity !== undefined)
    .flatMap((handshake) => {
      const outside = outsideItsDates(survey, handshake);
      return outside === undefined ? [] : [{ ...handshake, ...outside }];
    });
  return failing(
    byCertificate(outdated).map((group) => {
      const [first] = group;
      const whose = first.index === 0 ? 'The certificate' : 'A certificate of the chain';
      const places = [...new Set(group.map(placeOf))];
      const subject = first.record?.fields === undefined ? '' : commonName(first.record.fields.subject);
      const verb = first.state === 'expired' ? 'has expired' : 'is not valid yet';
      const when =
        first.limit === undefined
          ? ''
          : first.state === 'expired'
            ? ` It ended on ${dateForPeople(first.limit)}.`
            : ` It begins on ${dateForPeople(first.limit)}.`;
      const dated = survey.sightings.find(
        (sighting) => sighting.connection?.id === first.connection.id && sighting.response,
      );
      return finding('tls-expired', severityOfGroup(group), {
        title: `${whose} ${places.length > 1 ? 'that' : 'of'} ${list(places)} ${places.length > 1 ? `show ${verb}` : verb}`,
        seen: `Asked ${first.connection.host}:${first.connection.port} for its certificate. ${shownAs(first.index, subject)} ${verb}.${when} This check began on ${dateForPeople(survey.session.startedAt)}.`,
        evidence: [
          ...onePerHost(group).map(({ connection, index }) => onConnection(connection, `tls.chain.${index}`)),
          ...(dated === undefined ? [] : [onHeader(dated.exchange, 'Date')]),
        ],
      });
    }),
  );
});

/** The server was asked under one of its names; the certificate may be made out to another one. */
function shownAs(index: number, subject: string): string {
  if (index > 0) return `A certificate of the chain it showed${subject === '' ? '' : `, that of ${subject},`}`;
  return subject === '' ? 'The one it showed' : `The one it showed is made out to ${subject} and`;
}

interface OutsideDates {
  readonly state: 'expired' | 'early';
  readonly index: number;
  readonly record: CertificateRecord | undefined;
  readonly limit: string | undefined;
}

function outsideItsDates(survey: Survey, handshake: Handshake): OutsideDates | undefined {
  const now = wallClock(survey.session, handshake.tls.startedMs);
  const dated = handshake.tls.chain.map((record, index) => ({ record, index, state: stateAt(record, now) }));
  const bad = dated.find(({ state }) => state !== undefined);
  if (bad?.state !== undefined) {
    // Before the server is blamed its own clock is asked: where that clock finds the certificate good, ours may be wrong.
    const skew = clockOf(survey, handshake);
    if (Math.abs(skew) > 300 && stateAt(bad.record, now + skew * 1000) === undefined) return undefined;
    const { fields } = bad.record;
    return {
      state: bad.state,
      index: bad.index,
      record: bad.record,
      limit: bad.state === 'expired' ? fields?.notAfter : fields?.notBefore,
    };
  }
  const code = handshake.tls.verification?.code;
  // The verifier saw it on a certificate that was not sent, or in one whose fields cannot be read.
  if (code === 'CERT_HAS_EXPIRED') return { state: 'expired', index: 0, record: undefined, limit: undefined };
  if (code === 'CERT_NOT_YET_VALID') return { state: 'early', index: 0, record: undefined, limit: undefined };
  return undefined;
}

function stateAt({ fields }: CertificateRecord, time: number): OutsideDates['state'] | undefined {
  if (fields === undefined) return undefined;
  if (time > Date.parse(fields.notAfter)) return 'expired';
  return time < Date.parse(fields.notBefore) ? 'early' : undefined;
}

/** The server's clock against ours, by the answers over this connection, else by those of the whole walk; 0 if none. */
function clockOf(survey: Survey, handshake: Handshake): number {
  const skews = survey.sightings.flatMap((sighting) => {
    const skew = skewOf(survey.session, sighting.exchange);
    return skew === undefined ? [] : [{ ...skew, here: sighting.connection?.id === handshake.connection.id }];
  });
  const here = skews.filter((skew) => skew.here);
  return middleSkew(here.length > 0 ? here : skews) ?? 0;
}
