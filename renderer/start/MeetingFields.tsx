/** What a meeting is joined with: the link of the invitation, the place, and the name that the others see. */
import type { ReactNode, RefObject } from 'react';
import { Composer } from './Composer.js';
import { useFormStore, type FormProblem, type FormValues } from './form.js';
import { PlaceChoice } from './PlaceChoice.js';
import { Refusal } from './TextField.js';

const set = (part: Partial<FormValues>): void => useFormStore.setState(part);

interface MeetingFieldsProps {
  readonly form: FormValues;
  /** What is wrong, once somebody tried to start. */
  readonly shown: FormProblem | undefined;
  readonly address: RefObject<HTMLInputElement | null>;
  readonly name: RefObject<HTMLInputElement | null>;
}

export function MeetingFields({ form, shown, address, name }: MeetingFieldsProps): ReactNode {
  const nameProblem = shown?.field === 'guestName' ? shown.text : undefined;
  return (
    <>
      <Composer
        id="meeting"
        label="Link of the meeting"
        placeholder="https://meet.company.com/name/ABC12345"
        action="Join as a guest"
        field="meeting"
        problem={shown?.field === 'meeting' ? shown.text : undefined}
        value={form.lab === null ? form.meeting : 'The first meeting of the lab'}
        readOnly={form.lab !== null}
        input={address}
        onChange={(meeting) => set({ meeting })}
        stripClass="two"
        strip={
          <>
            <PlaceChoice form={form} />
            <div className="opt">
              <label htmlFor="guest-name">The others see the name</label>
              <input
                ref={name}
                id="guest-name"
                className="opt-input"
                spellCheck={false}
                autoComplete="off"
                value={form.guestName}
                aria-invalid={nameProblem !== undefined}
                aria-describedby={nameProblem === undefined ? undefined : 'guest-name-problem'}
                onChange={(event) => set({ guestName: event.target.value })}
              />
            </div>
          </>
        }
      />
      {nameProblem === undefined ? null : <Refusal id="guest-name-problem" text={nameProblem} />}
    </>
  );
}
