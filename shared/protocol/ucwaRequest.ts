/** The body that creates a UCWA application, in either form. [skype-docs UCWA, applications_ref] */
import { escapeXml } from './xml.js';

export interface ApplicationInput {
  /** "en-US" */
  readonly culture: string;
  /** Unique among the user's applications. */
  readonly endpointId: string;
  readonly userAgent: string;
}

/** Each value may have this many characters. */
const longest = 100;

export function applicationJson(input: ApplicationInput): string {
  const { culture, endpointId, userAgent } = cut(input);
  return JSON.stringify({ culture, endpointId, userAgent });
}

export function applicationXml(input: ApplicationInput): string {
  const properties = Object.entries(cut(input)).map(
    ([name, value]) => `<property name="${name}">${escapeXml(value)}</property>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">${properties.join('')}</input>`;
}

function cut({ culture, endpointId, userAgent }: ApplicationInput): Readonly<Record<string, string>> {
  return {
    culture: culture.slice(0, longest),
    endpointId: endpointId.slice(0, longest),
    userAgent: userAgent.slice(0, longest),
  };
}
