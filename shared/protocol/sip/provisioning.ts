/**
 * In-band provisioning: the settings a registrar gives its clients, as a table. Three shapes of a group occur: elements,
 * instance/property, propertyEntryList/property; all are read alike, by local names. [MS-SIPREGE 2.2.2.5, 4.2.2]
 */
import { attributeOf, parseXml, type XmlElement } from '../xml.js';
import { failed } from '../../failure.js';

export const provisioningType = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
export const provisioningEvent = 'vnd-microsoft-provisioning-v2';

/** Every group that is documented, and the one for mobility, whose name is a guess: unknown ones are left out. */
export const provisioningGroups: readonly string[] = [
  'ServerConfiguration',
  'meetingPolicy',
  'ucPolicy',
  'publicationGrammar',
  'userSetting',
  'endpointConfiguration',
  'locationPolicy',
  'mediaConfiguration',
  'presencePolicyV2',
  'privacyPublicationGrammar',
  'publicProviders',
  'persistentChatConfiguration',
  'mobilityPolicy',
];

export interface ProvisioningEntry {
  readonly name: string;
  readonly value: string;
}

export interface ProvisioningGroup {
  readonly name: string;
  /** In document order; values are text, grammars and other markup are left out. */
  readonly entries: readonly ProvisioningEntry[];
}

export interface ProvisioningRow {
  /** What it is about, in plain words. */
  readonly topic: string;
  readonly label: string;
  readonly value: string;
  /** As sent: "ucPolicy/allowCallForwarding". */
  readonly source: string;
}

/** Most settings that are read of one document. */
const mostEntries = 2000;

/** Body of the SUBSCRIBE that asks for all groups. */
export function provisioningRequest(): string {
  const groups = provisioningGroups.map((name) => `<provisioningGroup name="${name}"/>`).join('');
  return `<provisioningGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist">${groups}</provisioningGroupList>`;
}

/**
 * Reads the document.
 * @throws FailureError parse/malformed_document, parse/unexpected_document, limit/too_large
 */
export function parseProvisioning(text: string): readonly ProvisioningGroup[] {
  const root = parseXml(text, 'provisioning document');
  if (root.name !== 'provisionGroupList') {
    throw failed('parse', 'unexpected_document', `A provisioning document was expected; its root is ${root.name}.`);
  }
  let left = mostEntries;
  return root.children
    .filter(({ name }) => name === 'provisionGroup')
    .map((group) => {
      const entries = entriesOf(group).slice(0, left);
      left -= entries.length;
      return { name: attributeOf(group, 'name') ?? '', entries };
    });
}

function entriesOf(element: XmlElement): readonly ProvisioningEntry[] {
  return element.children.flatMap((child): readonly ProvisioningEntry[] => {
    const name = child.name === 'property' ? (attributeOf(child, 'name') ?? child.name) : child.name;
    if (child.children.length > 0) return entriesOf(child);
    return child.text === '' && child.name !== 'property' && child.attributes.length > 0
      ? []
      : [{ name, value: child.text }];
  });
}

type Topic = readonly [topic: string, rows: readonly (readonly [name: RegExp, label: string])[]];

/** The settings people ask for, by topic. Names are compared without case. */
const topics: readonly Topic[] = [
  [
    'Addresses',
    [
      [/^absInternalServerUrl$/i, 'Address book, inside'],
      [/^absExternalServerUrl$/i, 'Address book, outside'],
      [/^absWebServiceInternalUrl$|^absInternalWebServiceUrl$|^abwqInternalUrl$/i, 'Address book web query, inside'],
      [/^absWebServiceExternalUrl$|^absExternalWebServiceUrl$|^abwqExternalUrl$/i, 'Address book web query, outside'],
      [/^dlxEnabled$/i, 'Group expansion is on'],
      [/^dlxInternalUrl$/i, 'Group expansion, inside'],
      [/^dlxExternalUrl$/i, 'Group expansion, outside'],
      [/^lisInternalUrl$/i, 'Location information, inside'],
      [/^updatesServerInternalUrl$/i, 'Device updates, inside'],
      [/^updatesServerExternalUrl$/i, 'Device updates, outside'],
      [/^consoleDownloadInternalUrl$/i, 'Client download, inside'],
      [/^consoleDownloadExternalUrl$/i, 'Client download, outside'],
      [/^focusFactoryUri$/i, 'Conferences are made at'],
      [/^mrasUri$/i, 'Audio/Video Edge (empty: none)'],
      [/^botSipUriForTestCall$/i, 'Test calls go to'],
      [/^organization$/i, 'Organisation'],
      [/^helpdeskInternalUrl$|^helpdeskExternalUrl$|^meetingAdminUrl$/i, 'Help'],
    ],
  ],
  [
    'Voice',
    [
      [/^(?:line|lineUri|telUri)$/i, "The user's own number"],
      [/^voiceMailUri$|^vmUri$|^umUri$|^exumUrl$|^voiceMailServerUri$/i, 'Voice mail'],
      [/^allowSimultaneousRinging$/i, 'May ring another number at the same time'],
      [/^allowCallForwarding$/i, 'May forward calls'],
      [/^enableCallTransfer$/i, 'May transfer calls'],
      [/^enableCallPark$/i, 'May park calls'],
      [/^enableDelegation$/i, 'May have delegates'],
      [/^enableTeamCall$/i, 'May have a team-call group'],
      [/^enableMaliciousCallTrace$/i, 'May report malicious calls'],
      [/^enableBWPolicyOverride$/i, 'May exceed the bandwidth policy'],
      [/^ucEnabled$|^enterpriseVoiceEnabled$|^telephonyMode$/i, 'Telephony'],
    ],
  ],
  [
    'Dial plan and location',
    [
      [/^locationProfile$|^defaultLocationProfile$|^dialPlan$|^dialPlanName$|^profileName$/i, 'Dial plan'],
      [/^EnhancedEmergencyServicesEnabled$/i, 'Location is given to emergency services'],
      [/^LocationPolicyTagID$/i, 'Location policy'],
      [/^EmergencyServiceDisclaimer$/i, 'Emergency disclaimer'],
      [/^EmergencyDialString$|^EmergencyDialMask$/i, 'Emergency number'],
    ],
  ],
  [
    'Audio and video',
    [
      [/^ucPC2PCAVEncryption$/i, 'Media encryption'],
      [/^ucPortRangeEnabled$/i, 'Port range is limited'],
      [/^uc(?:Min|Max)(?:Media|Audio|Video|AppSharing|FileTransfer)Port$/i, 'Port'],
      [/^bypassEnabled$|^internalBypassMode$|^externalBypassMode$/i, 'Media bypass'],
      [/^EnableIPAudioVideo$|^allowIPAudio$|^allowIPVideo$/i, 'Audio and video'],
    ],
  ],
  [
    'Mobile',
    [
      [/^EnableMobility$/i, 'Mobile clients are allowed'],
      [/^EnableOutsideVoice$|^IsOutsideVoiceEnabled$/i, 'Call via work'],
      [/^RequireWIFIFor\w+$/i, 'Wi-Fi is required'],
      [/^AllowSaveCallLogs$|^AllowSaveIMHistory$|^AllowSaveCredentials$/i, 'May be kept on the device'],
    ],
  ],
  [
    'Client',
    [
      [/^PhotoUsage$|^MaxPhotoSizeKB$/i, 'Photos'],
      [/^EnableTracing$/i, 'Logging'],
      [/^ShowRecentContacts$|^ShowManagePrivacyRelationships$|^DisableMusicOnHold$/i, 'Window'],
      [/^enableSipSecurityMode$|^SipSecurityMode$/i, 'Only TLS is allowed for SIP'],
      [/^EnablePersistentChat$|^DefaultPersistentChatPoolUri$/i, 'Persistent chat'],
      [/^allowIPAudioVideo$|^maxMeetingSize$|^meetingSize$|^allowAnonymousUsersInMeetings\w*$/i, 'Meetings'],
    ],
  ],
];

const longestValue = 500;

/** The settings worth showing, in the order of the topics; everything of the policy groups besides. */
export function provisioningTable(groups: readonly ProvisioningGroup[]): readonly ProvisioningRow[] {
  const rows: ProvisioningRow[] = [];
  const used = new Set<ProvisioningEntry>();
  for (const [topic, wanted] of topics) {
    for (const [pattern, label] of wanted) {
      for (const group of groups.filter(({ name }) => !/Grammar$/i.test(name))) {
        for (const entry of group.entries) {
          if (used.has(entry) || !pattern.test(entry.name)) continue;
          used.add(entry);
          rows.push(rowOf(topic, label, group, entry));
        }
      }
    }
  }
  for (const group of groups.filter(
    ({ name }) => /policy|configuration|setting/i.test(name) && !/Grammar$/i.test(name),
  )) {
    for (const entry of group.entries) {
      if (!used.has(entry)) rows.push(rowOf('Everything else', entry.name, group, entry));
    }
  }
  return rows;
}

function rowOf(
  topic: string,
  label: string,
  group: ProvisioningGroup,
  { name, value }: ProvisioningEntry,
): ProvisioningRow {
  return { topic, label, value: value.slice(0, longestValue), source: `${group.name}/${name}` };
}
