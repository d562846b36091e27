/** Diagnoses of the knowledge base that no fault of the lab brings about yet, each with the reason. */
export const notReproduced: readonly { readonly id: string; readonly why: string }[] = [
  { id: 'service-not-answering', why: 'no fault breaks one of these services alone yet' },
  { id: 'auth-kerberos-spn', why: 'needs a Kerberos ticket of the current user; a KDC on loopback tests it' },
  { id: 'meeting-key-refused', why: 'a mistake of who copies the link, not of the deployment' },
  { id: 'meeting-ended', why: 'a meeting of the lab is like that, not the deployment' },
  { id: 'meeting-guest-turned-away', why: 'meetings of the lab are like that, not the deployment' },
  { id: 'meeting-lobby', why: 'a meeting of the lab is like that, not the deployment' },
  { id: 'meeting-ticket-mismatch', why: 'needs servers that name one conference in two ways' },
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
