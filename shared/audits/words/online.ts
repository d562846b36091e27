/** Words and knowledge for findings about accounts that sign in online. Same shape as in explain.ts. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

export const onlineWords = {
  'online-realm-unknown': {
    title: 'Microsoft 365 knows the domain of the account',
    failureTitle: 'Microsoft 365 does not know the domain of the account',
    why: 'Where an account signs in is decided by the domain of its user name. Without that there is nobody to check the password.',
    cause:
      'The user name differs from the sign-in address and only the latter was given, or the domain was never added to the organisation online, or has been removed.',
    fix: 'Give the user principal name of the account as the user name. If it is right, the administrator of Microsoft 365 looks whether the domain is there and verified, and whether the account exists.',
  },
  'online-mfa-required': {
    title: 'A password is enough to sign in online',
    failureTitle: 'A second factor (MFA) is demanded for this account',
    why: 'A user name and password in a message can never carry a second factor. Clients without modern authentication cannot sign in, although the password is right.',
    cause:
      'Multi-factor authentication is on for the account, or a rule of conditional access or the security defaults demand it.',
    fix: 'Use a client with modern authentication. That is usually on purpose; if it is not, the administrator of Microsoft 365 looks at the sign-in log and the rules for this account.',
  },
  'online-sts-missing': {
    title: 'Federated accounts find their sign-in server',
    failureTitle: 'The sign-in server of the organisation (AD FS) cannot be used with a password',
    why: 'The domain is federated: Microsoft 365 sends every sign-in to a server of the organisation and judges no password itself. Clients without a browser page cannot get past this.',
    cause:
      'The federation settings name no active address (usernamemixed), for example with a sign-in service that only has web pages, or the address is disabled on AD FS or on the proxy in front of it.',
    fix: 'The AD FS administrator enables /adfs/services/trust/2005/usernamemixed, also on the proxy, and the administrator of Microsoft 365 sets it as the active sign-in address of the domain. Clients with modern authentication need neither.',
  },
  'online-sts-unreachable': {
    title: 'The sign-in server of the organisation can be reached',
    failureTitle: 'The sign-in server of the organisation (AD FS) cannot be reached',
    why: 'The domain is federated: every sign-in online is checked at a server of the organisation. Where that does not answer, nobody of the domain gets in.',
    cause:
      'AD FS is not published (no Web Application Proxy, or its listener is down), a firewall blocks the port, or the name leads to the inside address.',
    fix: 'The AD FS administrator publishes AD FS outside with a Web Application Proxy and compares the address of its name in the public zone; the firewall administrator opens TCP 443 to it.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

const realm = 'Microsoft, getuserrealm.srf as published answers show it';

export const onlineKnowledge: Readonly<Record<keyof typeof onlineWords, Knowledge>> = {
  'online-realm-unknown': {
    caller: 'Check the user name: it may differ from your sign-in address, and Microsoft 365 does not know this one.',
    commands: [
      'Get-CsUser "<sign-in address>" | Format-List UserPrincipalName, SipAddress, HostingProvider',
      'Get-MgDomain | Format-Table Id, IsVerified, AuthenticationType   # Microsoft Graph PowerShell',
    ],
    sources: [realm],
    likely: 'Which of the causes it is cannot be seen from here; the list of domains of the organisation tells.',
  },
  'online-mfa-required': {
    caller:
      'Your password is right, but your company wants a second confirmation, which this kind of client cannot ask for.',
    commands: [
      'Get-MgAuditLogSignIn -Filter "userPrincipalName eq \'<user name>\'" -Top 5   # Microsoft Graph PowerShell',
    ],
    sources: ['Microsoft Entra, error AADSTS50076', 'github.com/mdsecresearch/LyncSniper'],
    likely: 'That the text of the answer speaks of MFA is taken at its word; the sign-in log would prove it.',
  },
  'online-sts-missing': {
    caller: 'Nothing on your side is wrong: the sign-in server of your company cannot be used by this kind of client.',
    commands: [
      'Get-MgDomainFederationConfiguration -DomainId <domain> | Format-List ActiveSignInUri   # Microsoft Graph PowerShell',
      'Get-AdfsEndpoint -AddressPath /adfs/services/trust/2005/usernamemixed | Format-List Enabled, Proxy   # on AD FS',
      'Set-AdfsEndpoint -TargetAddressPath /adfs/services/trust/2005/usernamemixed -Proxy $true   # on AD FS',
    ],
    sources: [realm, 'github.com/mdsecresearch/LyncSniper, "Direct login to WLID is not allowed"'],
  },
  'online-sts-unreachable': {
    caller: 'Nothing on your side is wrong: the sign-in server of your company cannot be reached from where you are.',
    commands: [
      'Test-NetConnection <sign-in server> -Port 443   # Windows PowerShell, from outside and from inside',
      'Get-WebApplicationProxyHealth   # on the Web Application Proxy',
    ],
    sources: [realm],
    likely: 'Whether it is the proxy, a firewall or DNS cannot be seen from outside.',
  },
};
