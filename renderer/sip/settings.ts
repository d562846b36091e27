/** In-band provisioning of a row: the settings of the recorded document, else of the facts that were read from it. */
import {
  parseProvisioning,
  provisioningTable,
  provisioningType,
  type ProvisioningRow,
} from '../../shared/protocol/sip/provisioning.js';
import { sipHeader } from '../../shared/protocol/sip/message.js';
import { factsOf } from '../../shared/session/facts.js';
import { utf8Of } from '../../shared/session/bytes.js';
import type { SipMessage, Step } from '../../shared/session/model.js';
import type { SipRow } from '../state/rows.js';

export interface Settings {
  /** "ucPolicy 11": every group that came, with the number of its settings. */
  readonly groups: readonly string[];
  readonly rows: readonly ProvisioningRow[];
  /** Why there are none, in a sentence. */
  readonly trouble?: string;
}

/** True for the request for settings, its answer and a NOTIFY with them. */
export function isProvisioning({ request, answers }: SipRow): boolean {
  return [request, ...answers].some(
    (message) => message !== undefined && /^\s*vnd-microsoft-provisioning/i.test(sipHeader(message, 'Event') ?? ''),
  );
}

/** The settings that came with a row. `step`: where they were read, for rows whose document is not whole. */
export function settingsOf(row: SipRow, step: Step | undefined): Settings {
  const message = [...row.answers, row.request].find((each) => each !== undefined && holdsDocument(each));
  if (message !== undefined) {
    try {
      const groups = parseProvisioning(utf8Of(message.body.decoded));
      return {
        groups: groups.map(({ name, entries }) => `${name} ${entries.length}`),
        rows: provisioningTable(groups),
      };
    } catch {
      // What could be read of it is in the facts.
    }
  }
  const facts = step === undefined ? undefined : settingsOfFacts(step);
  if (facts !== undefined && facts.rows.length > 0) return facts;
  return {
    groups: [],
    rows: [],
    trouble:
      message === undefined
        ? 'The answer carries no document with settings.'
        : 'The document cannot be read as settings. Its bytes are on the Response tab.',
  };
}

/** A list that was asked for is no list of settings, though both have one media type. */
function holdsDocument(message: SipMessage): boolean {
  const type = sipHeader(message, 'Content-Type')?.split(';')[0]?.trim().toLowerCase();
  return message.direction === 'received' && message.body.state !== 'none' && type === provisioningType;
}

/** From facts such as "Voice: May forward calls = true (ucPolicy/allowCallForwarding)". */
export function settingsOfFacts(step: Step): Settings {
  const rows = factsOf(step, 'provisioning').flatMap((fact): readonly ProvisioningRow[] => {
    const [, topic, label, value, source] = /^([^:]+): (.*?) = (.*) \(([^()]*)\)$/s.exec(fact) ?? [];
    return topic === undefined || label === undefined || value === undefined || source === undefined
      ? []
      : [{ topic, label, value, source }];
  });
  return { groups: factsOf(step, 'provisioning-group'), rows };
}
