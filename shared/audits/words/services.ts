/** Words for what the services beside the sign-in can show. */
import type { Knowledge } from './knowledge.js';
import type { Explanation } from './shape.js';

export const serviceWords = {
  'address-book-not-generated': {
    title: 'The address book knows the user',
    failureTitle: 'The address book does not know the user',
    why: 'Clients find nobody when a name is typed: people have to be called by their full address.',
    cause:
      'The address book was never generated, or not since this account was made. It is made once a day, at half past one in the morning, and after Update-CsAddressBook.',
    fix: 'The server administrator runs Update-CsAddressBook, waits some minutes and looks for errors of the address book in the event log. If the account is new, the next day may be enough.',
  },
  'group-expansion-off': {
    title: 'Group expansion is on',
    failureTitle: 'Group expansion is switched off',
    why: 'Users cannot see who is in a distribution group, nor write to its members from their contact list.',
    cause: 'EnableGroupExpansion is false in the configuration of the web services. That may be meant.',
    fix: 'If it is not meant, the server administrator switches it on; clients notice at their next sign-in.',
  },
} as const satisfies Readonly<Record<string, Explanation>>;

export const serviceKnowledge: Readonly<Record<keyof typeof serviceWords, Knowledge>> = {
  'address-book-not-generated': {
    caller: 'You can sign in, but you will not find people by name until IT has looked at it.',
    commands: [
      'Update-CsAddressBook',
      'Test-CsAddressBookWebQuery -TargetFqdn <pool> -TargetSipAddress sip:<sign-in address>',
      'Get-CsAddressBookConfiguration | Format-List RunTimeOfDay, EnableFileGeneration',
    ],
    sources: ['Lync Server 2013, "Validating Address Book Web Query" (NoEntryFound)', 'Update-CsAddressBook'],
    likely:
      'Only the user was looked for. That the whole book is empty would be proved by a search for a colleague who has long been there.',
  },
  'group-expansion-off': {
    caller: 'You can sign in; the members of a distribution group cannot be seen.',
    commands: [
      'Get-CsWebServiceConfiguration | Format-List Identity, EnableGroupExpansion, MaxGroupSizeToExpand',
      'Set-CsWebServiceConfiguration -Identity Global -EnableGroupExpansion $true',
    ],
    sources: ['Set-CsWebServiceConfiguration', 'In-band provisioning of Lync Server 2013: dlxEnabled'],
  },
};
