// X-Ms-diagnostics as the web services write it (web.md 5.4): id, source, reason and at times a fault code.

export interface Diagnostic {
  readonly id: number;
  readonly reason: string;
}

// 28033, 28056, 28072 and 28077 are known by number; their wording here is unverified.
export const diagnostics = {
  userNotSipEnabled: { id: 28000, reason: 'User is not SIP enabled.' },
  noValidSecurityToken: { id: 28020, reason: 'No valid security token.' },
  authenticationTypeNotAllowed: { id: 28029, reason: 'Authentication type not allowed.' },
  webTicketInvalid: { id: 28032, reason: 'The web ticket is invalid.' },
  webTicketExpired: { id: 28033, reason: 'The web ticket has expired.' },
  oauthTokenInvalid: { id: 28055, reason: 'The OAuth token is invalid.' },
  oauthTokenExpired: { id: 28056, reason: 'The OAuth token has expired.' },
  originNotAllowed: { id: 28070, reason: 'Service does not allow a cross domain request from this origin.' },
  webTicketUnverifiable: { id: 28072, reason: 'The web ticket could not be verified.' },
  webTicketWrongAudience: { id: 28077, reason: 'The audience of the web ticket is not this service.' },
} as const satisfies Record<string, Diagnostic>;

/** The header for one diagnostic; `faultCode` is a qualified name such as `wsse:FailedAuthentication`. */
export function diagnosticsHeader(
  diagnostic: Diagnostic,
  frontEnd: string,
  faultCode?: string,
): readonly [string, string] {
  const fault = faultCode === undefined ? '' : `;faultcode="${faultCode}"`;
  return ['X-Ms-diagnostics', `${String(diagnostic.id)};source="${frontEnd}";reason="${diagnostic.reason}"${fault}`];
}
