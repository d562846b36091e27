/** Diagnoses of the knowledge base that no fault of the lab brings about yet, each with the reason. */
export const notReproduced: readonly { readonly id: string; readonly why: string }[] = [
  { id: 'auth-remote-access-disabled', why: 'shows in the answer to a SIP REGISTER, which a walk does not send yet' },
  { id: 'auth-identity-mismatch', why: 'shows in the answer to a SIP REGISTER, which a walk does not send yet' },
  { id: 'auth-registrar-web-mismatch', why: 'needs the 401 of a SIP REGISTER, which a walk does not send yet' },
  { id: 'client-version-blocked', why: 'shows in the answer to SIP or UCWA, which a walk does not ask yet' },
  { id: 'registrar-no-quorum', why: 'shows in the answer to a SIP REGISTER, which a walk does not send yet' },
  { id: 'edge-next-hop', why: 'shows in the answer to a SIP REGISTER, which a walk does not send yet' },
  { id: 'certprov-fails', why: 'a walk asks for no client certificate yet' },
  {
    id: 'mobility-policy-off',
    why: 'a walk does not sign in to UCWA or Mcx yet; which code the server gives is not published',
  },
  { id: 'ucwa-500-after-recycle', why: 'a walk does not sign in to UCWA yet' },
  { id: 'auth-kerberos-spn', why: 'needs a computer of the domain with Kerberos tickets' },
  {
    id: 'client-stale-cache',
    why: 'the fault is in the files of another client; on the wire its walk is a healthy one',
  },
  {
    id: 'cors-origin-refused',
    why: 'a walk sends no Origin, as no client but a web page does, and only then a server refuses one',
  },
  { id: 'hybrid-app-missing', why: 'shows in what servers ask Exchange Online, which does not pass the client' },
  {
    id: 'server-unpatched',
    why: 'where a build can be read from the wire is not known for sure, so the lab would only show what the audit looks for',
  },
];
