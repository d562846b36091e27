/** Why UCWA refuses: code and subcode of an error body, in either form. [skype-docs UCWA, ErrorsAndInformationalMessages] */
import { isObject, listOf, parseJsonObject, stringOf } from './json.js';
import { mediaTypeOf, mediaTypes } from './mediaType.js';
import { childOf, parseXml } from './xml.js';

export interface UcwaError {
  /** "Forbidden"; always there. */
  readonly code: string;
  /** "UserAgentNotAllowed"; unknown ones are to be ignored. */
  readonly subcode?: string;
  readonly message?: string;
  /** "endpointId: The value is required." */
  readonly parameters: readonly string[];
}

/** The error of an answer; undefined where its body is none: a proxy or IIS answered, not UCWA. */
export function parseUcwaError(contentType: string | undefined, text: string): UcwaError | undefined {
  const type = mediaTypeOf(contentType);
  try {
    if (type === mediaTypes.json) return fromJson(text);
    if (type === mediaTypes.xml || type === mediaTypes.ucwaXml) return fromXml(text);
  } catch {
    return undefined; // the status alone has to do
  }
  return undefined;
}

/** "Forbidden, UserAgentNotAllowed" */
export function ucwaErrorText({ code, subcode }: UcwaError): string {
  return subcode === undefined ? code : `${code}, ${subcode}`;
}

function fromJson(text: string): UcwaError | undefined {
  const object = parseJsonObject(text, 'error');
  const parameters = listOf(object, 'parameters')
    .filter(isObject)
    .map((one) => parameterText(stringOf(one, 'name'), stringOf(one, 'reason')));
  return errorOf(stringOf(object, 'code'), stringOf(object, 'subcode'), stringOf(object, 'message'), parameters);
}

function fromXml(text: string): UcwaError | undefined {
  const reason = parseXml(text, 'error');
  if (reason.name !== 'reason') return undefined;
  const value = (name: string): string | undefined => childOf(reason, name)?.text;
  const parameters = (childOf(reason, 'parameters')?.children ?? []).map((one) =>
    parameterText(
      one.attributes.find(({ name }) => name === 'name')?.value ?? childOf(one, 'name')?.text,
      childOf(one, 'reason')?.text,
    ),
  );
  return errorOf(value('code'), value('subcode'), value('message'), parameters);
}

function errorOf(
  code: string | undefined,
  subcode: string | undefined,
  message: string | undefined,
  parameters: readonly string[],
): UcwaError | undefined {
  if (code === undefined || code === '') return undefined;
  return {
    code,
    ...(subcode === undefined || subcode === '' ? {} : { subcode }),
    ...(message === undefined || message === '' ? {} : { message }),
    parameters,
  };
}

const parameterText = (name = '', reason = ''): string => (reason === '' ? name : `${name}: ${reason}`);
