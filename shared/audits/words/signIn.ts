/** Words for findings about signing in, policies and clients. Same shape as in explain.ts. */
import type { Explanation } from './shape.js';

export const signInWords = {
  'auth-legacy-blocked': {
    title: 'A password can be used here',
    failureTitle: 'Signing in with a password is switched off here',
    why: 'Only modern authentication is taken. Old clients and tools fail, new ones show a sign-in page and work.',
    cause:
      'The policy for this place allows neither Windows sign-in nor the password grant (Set-CsAuthConfig). That is usually on purpose.',
    fix: 'Use a client with modern authentication. If it is not on purpose, the server administrator chooses another scenario, then runs Enable-CsComputer and restarts IIS.',
  },
  'auth-modern-not-offered': {
    title: 'Modern authentication, which was chosen, is offered',
    failureTitle: 'These servers do not offer modern authentication',
    why: 'Modern authentication is a sign-in on a page of the company (AD FS or Entra ID), which the servers have to name. These take a sign-in in another way only.',
    cause:
      'No issuer of tokens is set for clients (ClientAuthorizationOAuthServerIdentity), which is how servers are installed. Skype for Business Server 2015 can do it from the update of March 2016 on, and so can 2019 and the Subscription Edition; Lync Server 2010 and 2013 cannot.',
    fix: 'Check again with the automatic choice (--sign-in auto), which signs in with what these servers offer. Where modern authentication is meant to be there, the server administrator registers the issuer (New-CsOAuthServer) and names it for clients (Set-CsOAuthConfiguration).',
  },
  'auth-modern-mfa-required': {
    title: 'The sign-in page is content with what it was given',
    failureTitle: 'The issuer of tokens demands a second factor',
    why: 'Name and password are right, and still there is no token, so no sign-in.',
    cause:
      'A rule of the company (Conditional Access) demands a second factor for these web services or from this place, and the sign-in did not give it, or the user has none set up yet.',
    fix: 'Sign in again and confirm with the second factor; a user without one sets it up first (aka.ms/mfasetup). If it should not be asked for here, the Entra ID administrator looks up the sign-in in the sign-in log and changes the rule that it names.',
  },
  'auth-modern-consent-required': {
    title: 'The program may use the web services for the user',
    failureTitle: 'Nobody has agreed that this program may use the web services',
    why: 'The sign-in succeeded, but the issuer gives a program a token only when somebody agreed to it.',
    cause:
      'Neither an administrator for everybody nor the user has given consent to this program, or consent was taken back.',
    fix: 'The Entra ID administrator opens Enterprise applications, finds the program by the id that the answer names, and grants admin consent under Permissions.',
  },
  'auth-modern-host-not-registered': {
    title: 'The issuer of tokens knows the web services',
    failureTitle: 'The issuer of tokens does not know the host name of the web services',
    why: 'A token is made for one host name. Without it as a registered identifier no client gets a token, whoever signs in.',
    cause:
      'Each internal and external web services name, and that of each Director, must be an identifier of the relying party in AD FS, or a service principal name of the application 00000004-0000-0ff1-ce00-000000000000 in Entra ID. This one is missing, or was changed since.',
    fix: 'The administrator of AD FS or Entra ID adds https:// with exactly this host name, and compares the list with the internal and external web services names of every pool.',
  },
  'auth-modern-issuer-untrusted': {
    title: 'The web services trust the issuer of the token',
    failureTitle: 'The web services do not trust the issuer of the token',
    why: 'The sign-in on the page succeeded and the token is made out for the right host, and still no client gets in with it.',
    cause:
      'The web services know another issuer than the one that they send users to (an AD FS that was replaced or renamed), or they do not know the key that it signs with now.',
    fix: 'The server administrator compares the issuer with Get-CsOAuthServer and with ClientAuthorizationOAuthServerIdentity of Get-CsOAuthConfiguration, and has its metadata read again (Set-CsOAuthServer -MetadataUrl).',
  },
  'auth-modern-token-rejected': {
    title: 'Tokens are accepted',
    failureTitle: 'The server does not accept the OAuth token',
    why: 'The sign-in that gave the token succeeded, and still the client cannot get in.',
    cause:
      'The token was made for another service, names another user, has ended by the clock of the server, or comes from an issuer that the server does not trust.',
    fix: 'The server administrator compares issuer and audience with the trust of the deployment (hybrid: the external web services names registered for the application), the user principal name with the account, and the clocks.',
  },
  'auth-remote-access-disabled': {
    title: 'The user may sign in from outside',
    failureTitle: 'The user may not sign in from outside',
    why: 'In the office and over VPN everything works, outside the sign-in is refused.',
    cause: 'The external access policy of the user, or the Access Edge as a whole, lets nobody in from outside.',
    fix: 'The server administrator allows outside access in the policy and on the Access Edge and waits until the Edge has it.',
  },
  'auth-identity-mismatch': {
    title: 'The account owns the sign-in address',
    failureTitle: 'The account may not act as this sign-in address',
    why: 'The password is right, but it belongs to somebody else than the address.',
    cause: 'A shared or renamed account, or saved credentials of another person.',
    fix: 'Sign in with the account that owns the address. If the address is wrong, the server administrator corrects it.',
  },
  'registrar-deregistered': {
    title: 'The registration is kept until it is taken back',
    failureTitle: 'The registrar ended the registration by itself',
    why: 'Name and password are right, and the client is signed out again at once, over and over.',
    cause:
      'The account was disabled or moved, or the server is being stopped, and this pool has heard of it later than the others.',
    fix: 'The server administrator looks the user up (enabled for SIP, home pool), waits until the change is on all servers, and has the user sign in again.',
  },
  'registrar-is-web-server': {
    title: 'What answers where clients sign in over SIP is a registrar',
    failureTitle: 'A web server, not the registrar, answers where clients sign in over SIP',
    why: 'Desktop clients reach the address and find nobody there who speaks their language, so they cannot sign in.',
    cause:
      'The name of the Access Edge leads to the reverse proxy or another web server, or the firewall or load balancer passes its address and port to one.',
    fix: 'The DNS administrator compares the address of the name with the Access Edge service of the Edge Server; the firewall administrator compares where this address and port lead. Access Edge and reverse proxy need an address each.',
  },
  'auth-registrar-web-mismatch': {
    title: 'Registrar and web services want the same sign-in',
    failureTitle: 'Registrar and web services contradict each other about sign-in',
    why: 'A ticket is given out, and the sign-in over SIP fails, or the reverse, for the users of one pool.',
    cause: 'Authentication was configured for one pool or role only.',
    fix: 'The server administrator configures it for the whole deployment and compares what is in force.',
  },
  'auth-kerberos-spn': {
    title: 'Kerberos works for the web services',
    failureTitle: 'Kerberos cannot be used for the web services',
    why: 'Computers of the domain ask for a password or fall back to NTLM.',
    cause: 'The web services have no Kerberos account, or its password differs between servers.',
    fix: 'The server administrator creates and assigns a Kerberos account for the web services and tests the assignment.',
  },
  'webticket-invalid-across-servers': {
    title: 'Every server accepts the tickets of the others',
    failureTitle: 'A ticket of one server is refused by another',
    why: 'The sign-in fails now and then, depending on where the load balancer sends the next request.',
    cause:
      'The certificate that tickets are signed with (OAuthTokenIssuer) differs or has ended on some servers, or their clocks differ, and the load balancer does not keep clients on one server.',
    fix: 'The server administrator compares the OAuthTokenIssuer certificate and the time of all Front Ends; the network administrator keeps each client on one server.',
  },
  'certprov-fails': {
    title: 'A client certificate can be had',
    failureTitle: 'A client certificate cannot be had',
    why: 'Clients sign in over SIP with a certificate that they fetch first. Without it they report a problem with a personal certificate.',
    cause: 'The path /CertProv is not published or broken, or the address given out is an internal one.',
    fix: 'The administrator of the reverse proxy publishes /CertProv; the server administrator tests it; on the client the old certificate of Communications Server is removed.',
  },
  'client-version-blocked': {
    title: 'The client version is allowed',
    failureTitle: 'The server refuses the client name and version that Lyncscope gives',
    why: 'The account is fine; the server talks only to clients that its rules let in.',
    cause:
      'A rule of the client version policy goes by the name and version that a client gives (User-Agent). Here that was the one of Lyncscope, so nothing is said about the clients that people use: they give other names and may well be let in.',
    fix: 'The server administrator compares the rules (Get-CsClientVersionPolicyRule) with the User-Agent of the clients in use. If those are let in, nothing is wrong; a rule that allows User-Agent Lyncscope lets this check go on. If one of them is blocked too, update that client or change the rule.',
  },
  'client-stale-cache': {
    title: 'No stale client data is known',
    failureTitle: 'One client uses stale data',
    why: 'Everything works in this walk. Where one computer still fails, it goes by what it saved before a move or renaming.',
    cause: 'Saved discovery addresses, sign-in data or an old client certificate are used again.',
    fix: 'On that computer: delete the sign-in info in the client, its folder sip_ADDRESS under %LocalAppData%\\Microsoft\\Office, and the certificate issued by Communications Server; then sign in again.',
  },
  'ucwa-mcx-missing': {
    title: 'The home pool offers mobile clients their service',
    failureTitle: 'The user document names no service for mobile clients',
    why: 'Mobile apps report that the service is not there; desktop clients do not need it.',
    cause:
      'The home pool lacks the mobility components or their update, the addresses are not exposed, or the user is homed on an old server or branch appliance.',
    fix: 'The server administrator installs the web components with the current update on all Front Ends, runs the bootstrapper and checks the mobility configuration.',
  },
  'mobility-policy-off': {
    title: 'The user may use mobile clients',
    failureTitle: 'Mobile clients are not allowed for this user',
    why: 'Only the mobile sign-in fails; the same telephone works for a colleague.',
    cause: 'The mobility policy of the user switches it off.',
    fix: 'The server administrator grants a mobility policy with mobility enabled.',
  },
  'ucwa-500-after-recycle': {
    title: 'UCWA takes requests',
    failureTitle: 'UCWA answers with an internal error',
    why: 'All mobile users are dropped and cannot come back until its application pool is restarted.',
    cause: 'Something recycled the application pool LyncUcwa, which does not start well while its predecessor runs.',
    fix: 'The server administrator forbids overlapping rotation for that pool, stops what recycles it, and restarts it.',
  },
  'cors-origin-refused': {
    title: 'The web application may call the servers',
    failureTitle: 'The servers refuse calls from this web application',
    why: 'Desktop and mobile clients work; a web page of the company does not.',
    cause: 'The origin of the page is not on the list of the web services.',
    fix: 'The server administrator adds the origin to CrossDomainAuthorizationList.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;
