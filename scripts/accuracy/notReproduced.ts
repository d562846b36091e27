/** Diagnoses of the knowledge base that no fault of the lab brings about yet, each with the reason. */
export const notReproduced: readonly { readonly id: string; readonly why: string }[] = [
  { id: 'ucwa-500-after-recycle', why: 'a walk does not sign in to UCWA yet' },
  { id: 'auth-kerberos-spn', why: 'needs a computer of the domain with Kerberos tickets' },
  { id: 'client-stale-cache', why: 'the fault is in the files of another client, not on the wire' },
  { id: 'cors-origin-refused', why: 'a walk sends no Origin, as no client but a web page does' },
  { id: 'hybrid-app-missing', why: 'concerns what servers ask Exchange Online' },
  { id: 'server-unpatched', why: 'where a build can be read from the wire is not known for sure' },
  {
    id: 'proxy-connection-failed',
    why: 'the outbound proxy of the lab only asks for a sign-in; scripted servers test it',
  },
  { id: 'tls-sni-required', why: 'the listeners of the lab show one certificate each; scripted servers test it' },
  {
    id: 'tls-revocation-unreachable',
    why: 'certificates of the lab name no revocation servers; scripted servers test it',
  },
  { id: 'tls-inspection', why: 'the lab has no gateway that signs anew; recorded sessions test it' },
];
