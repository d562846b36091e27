/** Words for what UCWA, the page for web apps and the tests of services can show. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

export const ucwaWords = {
  'ucwa-application-expired': {
    title: 'UCWA keeps its applications',
    failureTitle: 'UCWA forgets applications that are in use',
    why: 'Web and mobile apps sign in and are thrown out again; they have to begin anew each time.',
    cause:
      'The service restarts again and again, or requests of one application reach another pool than the one that made it.',
    fix: 'The server administrator looks for restarts of the application pool LyncUcwa, and whether the load balancer and the reverse proxy send one host name to one pool only.',
  },
  'ucwa-unavailable': {
    title: 'UCWA is available',
    failureTitle: 'UCWA says that it is unavailable',
    why: 'Mobile and web apps cannot sign in, while desktop clients can.',
    cause: 'The application pool LyncUcwa is stopped or just restarting, or the web services of the server are.',
    fix: 'The server administrator starts the application pool LyncUcwa on the server that is named below. If it stops by itself, the event log of that server says why.',
  },
  'ucwa-throttled': {
    title: 'UCWA takes further requests',
    failureTitle: 'UCWA takes no more requests of this user for now',
    why: 'Apps are turned away until some time has passed or other devices are signed out.',
    cause: 'Too many apps of this user are signed in, one app asks far too often, or the server is short of resources.',
    fix: 'Sign out on devices that are not in use and wait a few minutes. If it meets many users, the server administrator looks at the load of the server.',
  },
  'ucwa-event-channel-cut': {
    title: 'The event channel stays open',
    failureTitle: 'Something on the way cuts the event channel',
    why: 'Apps learn of calls and messages through a request that the server holds open. Where it is cut, messages come late and apps show as offline.',
    cause:
      'The idle timeout of a reverse proxy, load balancer or firewall is shorter than the time the server holds the request.',
    fix: 'The administrator of the reverse proxy sets its timeout for these requests above the time the server holds them (three minutes and more).',
  },
  'xframe-unpublished': {
    title: 'Web apps can load the page they need',
    failureTitle: 'The page for web apps (XFrame) is not published',
    why: 'Pages of other sites that sign in with UCWA load this page first. Desktop and mobile clients do not need it.',
    cause: 'The reverse proxy publishes single paths, and the one of this page is not among them.',
    fix: 'The administrator of the reverse proxy publishes /Autodiscover/XFrame too, best the whole web site.',
  },
  'service-not-answering': {
    title: 'The services answer as they should',
    failureTitle: 'A service does not answer as it should',
    why: 'The sign-in works, but what needs this service does not: the address book, meetings, mobile apps.',
    cause: 'The service is stopped, broken or not installed, or the reverse proxy does not publish its path.',
    fix: 'Compare with the other side: where the service answers inside, the administrator of the reverse proxy publishes its path; otherwise the server administrator looks at the service.',
  },
  'control-panel-published': {
    title: 'The control panel does not answer outside',
    failureTitle: 'The control panel of the administrators answers outside',
    why: 'Anybody on the internet can try passwords on it.',
    cause: 'The reverse proxy publishes every path of the internal web site, or its rule leads to the wrong site.',
    fix: 'The administrator of the reverse proxy refuses /cscp, and lets the rule lead to the external web site (port 4443).',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

const nothingWrong = 'Nothing on your side is wrong';

export const ucwaKnowledge: Readonly<Record<keyof typeof ucwaWords, Knowledge>> = {
  'ucwa-application-expired': {
    caller: `${nothingWrong}: the service for mobile apps loses your sign-in.`,
    commands: ['Get-EventLog -LogName "Lync Server" -Source "*UCWA*" -Newest 20', 'Get-WebAppPoolState LyncUcwa'],
    sources: ['skype-docs, UCWA/ErrorSubcode_ref.md', 'skype-docs, UCWA/ErrorsAndInformationalMessages.md'],
    likely: 'Why the server forgets it does not show from outside; its event log would prove it.',
  },
  'ucwa-unavailable': {
    caller: `${nothingWrong}: the service for mobile apps has to be started.`,
    commands: ['Get-WebAppPoolState LyncUcwa', 'Start-WebAppPool LyncUcwa'],
    sources: ['Microsoft support, "UCWA mobility web service does not accept connections"'],
  },
  'ucwa-throttled': {
    caller: 'Sign out on devices you do not use, wait a few minutes and try again.',
    sources: ['skype-docs, UCWA/ErrorsAndInformationalMessages.md', 'skype-docs, UCWA/ErrorSubcode_ref.md'],
  },
  'ucwa-event-channel-cut': {
    caller: `${nothingWrong}: messages may reach your app late until IT changes a timeout.`,
    sources: ['skype-docs, UCWA/EventChannelDetails.md'],
    likely:
      'A check listens for three seconds only: a timeout above that is not seen, and one cut connection may be chance. A second check would prove it.',
  },
  'xframe-unpublished': {
    caller: 'A web page of your company may not be able to sign in; desktop and mobile clients can.',
    sources: ['skype-docs, UCWA/xframe_ref.md', 'skype-docs, UCWA/CrossDomainCommunication.md'],
  },
  'service-not-answering': {
    caller: 'You can sign in; something beside it may not work until IT has looked at it.',
    commands: ['Get-CsWindowsService', 'Get-WebAppPoolState'],
    sources: ['Lync Server 2013 web services, directories and their authentication', 'Own observation of the protocol'],
    likely: 'A light request without a sign-in shows that a service is there, not that it does its work.',
  },
  'control-panel-published': {
    caller: 'Nothing to do for you; IT should close a door.',
    commands: ['Get-CsService -WebServer | Format-List PoolFqdn, ExternalFqdn, CscpInternalUri'],
    sources: ['Get-CsService -WebServer: the control panel has an internal address only'],
  },
};
