/** Words that rows of every kind share. */

export interface Asked {
  readonly before: string;
  readonly bright: string;
  readonly after: string;
}

/** 'connection_refused' → "Connection refused" */
export function failureWords(code: string): string {
  const words: Readonly<Record<string, string>> = {
    name_not_found: 'No such name',
    no_records: 'No record',
    no_address: 'No address',
    timeout: 'No answer in time',
    tls_alert: 'TLS alert',
    tls_failed: 'TLS failed',
    malformed_http: 'Malformed HTTP',
    unvalidated_tls: 'Certificate not valid',
  };
  const plain = code.replaceAll('_', ' ');
  return words[code] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
