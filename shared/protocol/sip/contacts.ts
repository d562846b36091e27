/** The roaming contact list: how many there are; nobody's names are kept. [MS-SIP 2.2.1 roaming contacts] */
import { allOf, parseXml } from '../xml.js';
import { failed } from '../../failure.js';

export const contactsEvent = 'vnd-microsoft-roaming-contacts';
export const contactsType = 'application/vnd-microsoft-roaming-contacts+xml';

export interface ContactCount {
  readonly contacts: number;
  readonly groups: number;
}

/** @throws FailureError parse/malformed_document, parse/unexpected_document, limit/too_large */
export function countContacts(text: string): ContactCount {
  const root = parseXml(text, 'contact list');
  if (!/^contact(?:List|Delta)$/.test(root.name)) {
    throw failed('parse', 'unexpected_document', `A contact list was expected; its root is ${root.name}.`);
  }
  return {
    contacts: allOf(root, 'contact').length + allOf(root, 'addedContact').length,
    groups: allOf(root, 'group').length + allOf(root, 'addedGroup').length,
  };
}
