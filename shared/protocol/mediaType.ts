/** Media types of the sign-in: which ones are asked for, and what an answer is. [RFC 9110 8.3; MS-OCDISCWS 2.2] */

export const mediaTypes = {
  autodiscoverXml: 'application/vnd.microsoft.rtc.autodiscover+xml',
  autodiscoverJson: 'application/vnd.microsoft.rtc.autodiscover+json',
  json: 'application/json',
  xml: 'application/xml',
  ucwaXml: 'application/vnd.microsoft.com.ucwa+xml',
} as const;

/** Accept headers as clients send them. */
export const accepts = {
  autodiscoverXml: `${mediaTypes.autodiscoverXml};v=1`,
  autodiscoverJson: `${mediaTypes.autodiscoverJson};v=1`,
  json: mediaTypes.json,
} as const;

/** Type and subtype in lower case, without parameters; '' when there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
