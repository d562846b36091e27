/**
 * What a subscriber to vnd-microsoft-provisioning-v2 gets (MS-SIPREGE 2.2.2.5 and 4.2.2): settings of the servers and
 * policies of the user, in the three body shapes of that document.
 */
import { homeOf } from '../web/topology.js';
import { xmlAttribute } from '../web/xml.js';
import type { SipServices } from './types.js';

export const provisioningType = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
export const contactsType = 'application/vnd-microsoft-roaming-contacts+xml';

const mostGroups = 64;

/** The names of the groups a request asks for, in its order; undefined when the body is no such list. */
export function groupsAsked(body: Buffer): readonly string[] | undefined {
  const text = body.toString('utf8');
  if (!/<(?:\w+:)?provisioningGroupList[\s>]/.test(text) || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return undefined;
  const names = [...text.matchAll(/<(?:\w+:)?provisioningGroup\s[^>]*?\bname\s*=\s*(["'])([\w.-]{1,64})\1/g)];
  return names.slice(0, mostGroups).map((match) => match[2] ?? '');
}

/** The document for a user; groups that this server does not know are left out. */
export function provisioningDocument(services: SipServices, address: string, asked: readonly string[]): Buffer {
  const known = groupsOf(services, address);
  const groups = asked.flatMap((name) => {
    const group = [...known].find(([own]) => own.toLowerCase() === name.toLowerCase());
    return group === undefined ? [] : [`<provisionGroup name="${xmlAttribute(group[0])}">${group[1]}</provisionGroup>`];
  });
  return Buffer.from(
    `<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">` +
      `${groups.join('')}</provisionGroupList>`,
    'utf8',
  );
}

type Settings = Readonly<Record<string, string | number | boolean>>;

function groupsOf(services: SipServices, address: string): ReadonlyMap<string, string> {
  const isNew = services.deployment.version !== '2010';
  const old = new Map([
    ['ServerConfiguration', elements(serverConfiguration(services, address))],
    ['meetingPolicy', instance(meetingPolicy)],
    ['ucPolicy', instance(ucPolicy)],
    ['publicationGrammar', grammar('note', 'state', 'calendarData', 'contactCard', 'userProperties', 'routing')],
    ['privacyPublicationGrammar', grammar('state', 'contactCard')],
    ['userSetting', instance({ voiceMailUri: `sip:${address};opaque=app:voicemail`, preferredLanguage: 'en-US' })],
    ['endpointConfiguration', entries(endpointConfiguration(services))],
    ['locationPolicy', entries(locationPolicy)],
    ['mediaConfiguration', entries({ bypassEnabled: false, internalBypassMode: 'Off', externalBypassMode: 'Off' })],
    ['presencePolicyV2', instance({ maxCategorySubscriptions: 1000, maxPromptedSubscriber: 200 })],
    ['publicProviders', ''],
    ['locationProfile', instance(locationProfile(services))],
    ['mobilityPolicy', instance(mobilityPolicy(services))],
  ]);
  if (!isNew) return old;
  const chat = { EnablePersistentChat: false, DefaultPersistentChatPoolUri: '', PersistentChatPoolUris: '' };
  return new Map([...old, ['persistentChatConfiguration', entries(chat)]]);
}

function serverConfiguration({ deployment, policy }: SipServices, address: string): Settings {
  const home = homeOf(deployment, address);
  const pool = home.kind === 'pool' ? home.pool : deployment.director;
  const [inside, outside] = [`https://${pool.internalWebFqdn}`, `https://${pool.externalWebFqdn}`];
  // The online service has one for everybody.
  const dialIn = pool.externalWebFqdn.endsWith('.lync.com')
    ? `${outside}/dialin`
    : `https://dialin.${deployment.sipDomain}`;
  return {
    focusFactoryUri: `sip:${address};gruu;opaque=app:conf:focusfactory`,
    mrasUri: `sip:Mras.${deployment.accessEdgeFqdn}@${deployment.sipDomain};gruu;opaque=srvr:MRAS:edge`,
    absInternalServerUrl: `${inside}:443/abs/handler`,
    absExternalServerUrl: `${outside}:443/abs/handler`,
    absWebServiceInternalUrl: `${inside}:443/groupexpansion/service.svc`,
    absWebServiceExternalUrl: `${outside}:443/groupexpansion/service.svc`,
    dlxInternalUrl: `${inside}:443/groupexpansion/service.svc`,
    dlxExternalUrl: `${outside}:443/groupexpansion/service.svc`,
    abwqInternalUrl: `${inside}:443/groupexpansion/service.svc`,
    abwqExternalUrl: `${outside}:443/groupexpansion/service.svc`,
    dlxEnabled: policy.groupExpansion,
    lisInternalUrl: `${inside}:443/locationinformation/liservice.svc`,
    updatesServerEnabled: true,
    updatesServerInternalUrl: `${inside}:443/RequestHandler/ucdevice.upx`,
    updatesServerExternalUrl: `${outside}:443/RequestHandlerExt/ucdevice.upx`,
    responseGroupServiceInternalUrl: `${inside}:443/RgsClients/AgentService.svc`,
    responseGroupServiceExternalUrl: `${outside}:443/RgsClients/AgentService.svc`,
    cwaInternalUri: dialIn,
    cwaExternalUri: dialIn,
    consoleDownloadInternalUrl: `${inside}:443/Conf/Int/download/`,
    consoleDownloadExternalUrl: `${outside}:443/Conf/Ext/download/`,
    organization: `${deployment.netbiosDomain} Corporation`,
    botSipUriForTestCall: `sip:RtcApplication-testcall@${deployment.sipDomain}`,
    ucPC2PCAVEncryption: 'SupportEncryption',
    ucMaxVideoRateAllowed: 'Hd720p15M',
    ucPortRangeEnabled: true,
    ucMinMediaPort: 50000,
    ucMaxMediaPort: 50059,
    ucMinAudioPort: 50020,
    ucMaxAudioPort: 50039,
    ucMinVideoPort: 58000,
    ucMaxVideoPort: 58019,
    ucMinAppSharingPort: 42000,
    ucMaxAppSharingPort: 42019,
    ucMinFileTransferPort: 42020,
    ucMaxFileTransferPort: 42039,
    enableSipSecurityMode: 'High',
    helpdeskInternalUrl: `${inside}/help`,
    helpdeskExternalUrl: `${outside}/help`,
    ucVoice911: 'Disabled',
  };
}

const ucPolicy: Settings = {
  allowSimultaneousRinging: true,
  allowCallForwarding: true,
  allowPSTNReRouting: true,
  enableCallPark: false,
  enableCallTransfer: true,
  enableTeamCall: true,
  enableDelegation: true,
  enableMaliciousCallTrace: false,
  enableBWPolicyOverride: false,
  preventPSTNTollBypass: false,
  ucEnabled: true,
};

const meetingPolicy: Settings = {
  name: 'Default Policy',
  allowIPAudio: true,
  allowIPVideo: true,
  allowMultiView: true,
  allowAppSharing: true,
  allowFileTransfer: true,
  allowPolls: true,
  maximumConferenceSize: 250,
  allowPresenterToRecord: true,
  allowExternalUserControl: false,
  allowAnonymousParticipantsInMeetings: true,
};

function endpointConfiguration({ deployment }: SipServices): Settings {
  return {
    ShowRecentContacts: true,
    ShowManagePrivacyRelationships: false,
    MaxPhotoSizeKB: deployment.version === '2010' ? 10 : 30,
    DisableMusicOnHold: false,
    EnableTracing: true,
    PhotoUsage: 'AllPhotos',
    DisplayPhoto: 'AllPhotos',
    EnableCallLogAutoArchiving: true,
    EnableServerConversationHistory: deployment.version !== '2010',
    EnableAppearOffline: false,
    AddressBookAvailability: 'WebSearchAndFileDownload',
    PolicyEntryExchangeUC: true,
    TrustModelData: 'lync.com, outlook.com, lync.glbdns.microsoft.com, microsoftonline.com',
  };
}

const locationPolicy: Settings = {
  EnhancedEmergencyServicesEnabled: false,
  LocationPolicyTagID: 'user-tagid',
  EmergencyServiceDisclaimer: '',
  LocationRefreshInterval: 4,
};

function locationProfile({ deployment }: SipServices): Settings {
  return {
    locationProfileName: `DialPlan.${deployment.sipDomain}`,
    externalAccessPrefix: '0',
    ruleCount: 2,
    rule1: '^(\\d{4})$ +4930901820$1',
    rule2: '^0([1-9]\\d{6,})$ +49$1',
  };
}

/** As Get-CsMobilityPolicy shows it; how the group is called on the wire is not published. */
function mobilityPolicy({ policy, deployment }: SipServices): Settings {
  const isNew = deployment.version !== '2010';
  return {
    EnableMobility: policy.mobility,
    EnableOutsideVoice: policy.mobility,
    ...(isNew
      ? { EnableIPAudioVideo: policy.mobility, RequireWIFIForIPVideo: false, RequireWIFIForIPAudio: false }
      : {}),
    ...(isNew ? { AllowSaveCallLogs: true } : {}),
    // Not among the settings of Lync Server 2013.
    ...(isNew && deployment.version !== '2013' ? { EnablePushNotifications: policy.push } : {}),
  };
}

const pairs = (settings: Settings): readonly (readonly [string, string])[] =>
  Object.entries(settings).map(([name, value]) => [name, xmlAttribute(String(value))]);

const elements = (settings: Settings): string =>
  pairs(settings)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');

const properties = (settings: Settings): string =>
  pairs(settings)
    .map(([name, value]) => `<property name="${name}">${value}</property>`)
    .join('');

const instance = (settings: Settings): string => `<instance>${properties(settings)}</instance>`;
const entries = (settings: Settings): string => `<propertyEntryList>${properties(settings)}</propertyEntryList>`;

/** Which categories a client may publish; the real one is most of the document's size. */
const grammar = (...categories: readonly string[]): string =>
  categories.map((name) => `<categoryGrammar name="${name}" instance="*" readOnly="false"/>`).join('');

/** The contact list of a user: colleagues of the same deployment in one group. */
export function contactList({ deployment }: SipServices, address: string): Buffer {
  const colleagues = deployment.users.filter(
    ({ sipAddress, home }) => home !== null && sipAddress.toLowerCase() !== address,
  );
  const contacts = colleagues.map(
    ({ sipAddress }) =>
      `<contact uri="${xmlAttribute(sipAddress)}" name="" groups="1 " subscribed="true" externalURI=""/>`,
  );
  return Buffer.from(
    `<contactList deltaNum="7"><group id="1" name="~" externalURI=""/>${contacts.join('')}</contactList>`,
    'utf8',
  );
}
