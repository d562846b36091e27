/** The bodies that create a UCWA application and join a meeting. [skype-docs UCWA, applications_ref, joinOnlineMeeting_ref] */
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

export interface JoinInput {
  /** Shown to the others; guests must have one. */
  readonly anonymousDisplayName: string;
  readonly onlineMeetingUri: string;
  /** Of the client's choice, to know its own invitation by. */
  readonly operationId: string;
}

/** Longest name and operation id, in characters. */
const longestName = 250;
const longestOperation = 50;

export function joinMeetingJson({ anonymousDisplayName, onlineMeetingUri, operationId }: JoinInput): string {
  return JSON.stringify({
    anonymousDisplayName: anonymousDisplayName.slice(0, longestName),
    onlineMeetingUri,
    operationId: operationId.slice(0, longestOperation),
  });
}
