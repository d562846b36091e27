/** The box that every form begins with: what is walked in large type, the button beside it, a strip of choices below. */
import type { ReactNode, RefObject } from 'react';
import { mend, useRefused, type RefusedField } from './refused.js';
import { Refusal } from './TextField.js';

interface ComposerProps {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** What the button says. */
  readonly action: string;
  /** The part of the request it fills. */
  readonly field: RefusedField;
  /** What is wrong with it, once somebody tried to start. */
  readonly problem: string | undefined;
  readonly value: string;
  /** Where the lab says what is walked. */
  readonly readOnly: boolean;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChange: (value: string) => void;
  /** The strip: two or three choices. */
  readonly strip: ReactNode;
  readonly stripClass?: string;
}

export function Composer(props: ComposerProps): ReactNode {
  const { id, field, input, onChange } = props;
  const refused = useRefused(field);
  const problem = props.problem ?? refused;
  return (
    <>
      <div className={`composer ${problem === undefined ? '' : 'bad'}`}>
        <div className="composer-line">
          <input
            ref={input}
            aria-label={props.label}
            placeholder={props.placeholder}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={props.value}
            readOnly={props.readOnly}
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : `${id}-problem`}
            onChange={(event) => {
              mend(field);
              onChange(event.target.value);
            }}
          />
          <button type="submit" className="btn primary">
            {props.action}
            <kbd>Enter</kbd>
          </button>
        </div>
        <div className={`opts ${props.stripClass ?? ''}`}>{props.strip}</div>
      </div>
      {problem === undefined ? null : <Refusal id={`${id}-problem`} text={problem} />}
    </>
  );
}
