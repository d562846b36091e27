// How UCWA refuses: code, subcode and message in the client's form (skype-docs, UCWA ErrorsAndInformationalMessages).
import type { Answer } from '../shell/answer.js';
import { xmlText } from '../xml.js';
import { textAnswer, ucwaNs, type Form } from './representation.js';

export interface Reason {
  readonly code: string;
  readonly subcode?: string;
  readonly message: string;
  readonly parameters?: readonly { readonly name: string; readonly reason: string }[];
}

interface Refusal extends Reason {
  readonly status: number;
}

const refusals = {
  deserialization: [400, 'BadRequest', 'DeserializationFailure', 'The request body could not be deserialized.'],
  notAllowed: [403, 'Forbidden', undefined, 'The user is not allowed to create a mobile application.'],
  agentBlocked: [403, 'Forbidden', 'UserAgentNotAllowed', 'The version of the client is not allowed.'],
  otherConference: [
    403,
    'Forbidden',
    undefined,
    'The target conference URI does not match the conference URI provisioned in the anonymous web ticket.',
  ],
  anonymousNotAllowed: [403, 'Forbidden', 'AnonymousNotAllowed', 'This operation is not allowed for anonymous users.'],
  applicationNotFound: [404, 'NotFound', 'ApplicationNotFound', 'The application resource does not exist.'],
  resourceNotFound: [404, 'NotFound', 'ResourceNotFound', 'The resource does not exist.'],
  destinationNotFound: [404, 'NotFound', 'DestinationNotFound', 'The meeting could not be found.'],
  methodNotAllowed: [405, 'MethodNotAllowed', undefined, 'The method is not supported for this resource.'],
  notAcceptable: [406, 'NotAcceptable', undefined, 'None of the accepted media types is supported.'],
  alreadyExists: [
    409,
    'Conflict',
    'AlreadyExists',
    'The requested resource already exists. Please wait and try again.',
  ],
  makeMeAvailableRequired: [409, 'Conflict', 'MakeMeAvailableRequired', 'The user has not made herself available.'],
  replaced: [409, 'Conflict', 'PGetReplaced', 'Another pending GET took the place of this one.'],
  unsupportedMediaType: [415, 'UnsupportedMediaType', undefined, 'The content type is not supported.'],
  tooManyApplications: [429, 'TooManyRequests', 'TooManyApplications', 'The user has too many applications.'],
  tooManyRequests: [429, 'TooManyRequests', undefined, 'Too many requests were made.'],
  unavailable: [503, 'ServiceUnavailable', undefined, 'The service is unavailable.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string | undefined, string]>>;

export type RefusalName = keyof typeof refusals;

/** The answer of a refusal that is always worded the same. */
export function refuse(form: Form, name: RefusalName, headers: readonly (readonly [string, string])[] = []): Answer {
  const [status, code, subcode, message] = refusals[name];
  return refusalAnswer(form, { status, code, message, ...(subcode === undefined ? {} : { subcode }) }, headers);
}

/** 400 for one parameter. */
export function refuseParameter(form: Form, name: string, reason: string): Answer {
  return refusalAnswer(form, {
    status: 400,
    code: 'BadRequest',
    subcode: 'ParameterValidationFailure',
    message: 'A parameter value is not valid.',
    parameters: [{ name, reason }],
  });
}

function refusalAnswer(
  form: Form,
  { status, ...reason }: Refusal,
  headers: readonly (readonly [string, string])[] = [],
): Answer {
  return textAnswer(form, status, form.xml ? xmlReason(reason) : JSON.stringify(reason), headers);
}

/** The `reason` element as the published one is laid out. */
export function xmlReason(reason: Reason): string {
  const parameters = (reason.parameters ?? [])
    .map((one) => `<parameter name="${one.name}"><reason>${xmlText(one.reason)}</reason></parameter>`)
    .join('');
  return (
    '<reason xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
    ` xmlns="${ucwaNs}"><code>${reason.code}</code>` +
    (reason.subcode === undefined ? '' : `<subcode>${reason.subcode}</subcode>`) +
    `<message>${xmlText(reason.message)}</message><debugInfo/>` +
    (parameters === '' ? '<parameters/>' : `<parameters>${parameters}</parameters>`) +
    '</reason>'
  );
}
