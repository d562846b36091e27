/** Outside, the published name answers as the internal web site. */
import { bridgedAnswers } from './reading/bridging.js';
import { urlOf } from './reading/addresses.js';
import { defineAudit, failing, finding, notApplicable, passed } from './reading/define.js';
import { bodyText, onBody, onConnection } from './reading/evidence.js';
import { accessLocation, rootAnswers } from './reading/roots.js';
import type { Sighting } from './reading/survey.js';

export const rpWrongPortBridging = defineAudit('rp-wrong-port-bridging', 'http', (survey) => {
  if (survey.seat !== 'outside') return notApplicable('The user is inside.');
  if (!rootAnswers(survey).some((answer) => accessLocation(answer) !== undefined)) {
    return notApplicable('No answer says an AccessLocation.');
  }
  const bridged = bridgedAnswers(survey).toSorted(
    (a, b) => Number(a.scheme !== 'https') - Number(b.scheme !== 'https'),
  );
  const [first] = bridged;
  if (first === undefined) return passed;
  const named = linkedHosts(bodyText(first.exchange));
  const links = named.length === 0 ? '' : ` Its links lead to ${named.join(', ')}.`;
  const dead = survey.session.connections.filter(
    (connection) => connection.failure !== undefined && named.includes(connection.host.toLowerCase()),
  );
  // Where the place was not told, the user may sit inside a network whose only discovery record is lyncdiscover.
  const severity = survey.seatIsKnown || !survey.signedIn ? 'error' : 'warning';
  return failing([
    finding('rp-wrong-port-bridging', severity, {
      seen: `Asked ${first.exchange.request.method} ${first.exchange.request.url} from outside. The answer says AccessLocation="Internal": the server took this request for one from inside.${links}`,
      evidence: [
        ...firstOfEach(bridged).map(({ exchange }) =>
          onBody(exchange, /["']?AccessLocation["']?\s*[=:]\s*["']Internal["']/i),
        ),
        ...dead.map((connection) => onConnection(connection, 'connect')),
      ],
    }),
  ]);
});

/** Discovery may have been started anew: the same address asked again shows nothing new. */
function firstOfEach(answers: readonly Sighting[]): readonly Sighting[] {
  const url = ({ exchange }: Sighting): string => exchange.request.url;
  return answers.filter((one, index) => answers.findIndex((other) => url(other) === url(one)) === index);
}

function linkedHosts(body: string): readonly string[] {
  const addresses = [...body.matchAll(/https?:(?:\\?\/){2}[^"'<>\s]+/gi)].map(([address]) =>
    address.replaceAll('\\/', '/'),
  );
  const hosts = addresses
    .filter((address) => !/w3\.org|schemas\./i.test(address))
    .flatMap((address) => urlOf(address)?.hostname ?? []);
  return [...new Set(hosts)];
}
