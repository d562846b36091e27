/** A message's body: pretty, or the whole message raw, in hex, or both side by side with one byte selection. */
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { headerValue } from '../../shared/session/headers.js';
import type { Message } from '../../shared/session/model.js';
import { download } from '../bridge/webFiles.js';
import { Empty } from '../common/Empty.js';
import { bytes as byteText, count } from '../common/format.js';
import { Icon } from '../common/Icon.js';
import { Segments } from '../common/Segments.js';
import type { Blame } from '../state/blame.js';
import { useViewStore, type BodyMode } from '../state/viewStore.js';
import { CodeView, type CodeHandle } from './CodeView.js';
import { bodyLenses, type MessageSide } from './places.js';
import { decodedBytes, usePretty } from './usePretty.js';
import { WireBody, wireBytes, type PartProps } from './WireBody.js';

/** Longer bodies begin with their first part; the whole is one press away. */
const firstPart = 2_000_000;

/** The ways to look at a message. */
export const bodyModes: readonly { readonly value: BodyMode; readonly label: string }[] = [
  { value: 'pretty', label: 'Pretty' },
  { value: 'raw', label: 'Raw' },
  { value: 'hex', label: 'Hex' },
  { value: 'both', label: 'Raw + hex' },
];

interface BodyViewProps {
  readonly message: Message;
  readonly side: MessageSide;
  readonly mode: BodyMode;
  readonly blames: readonly Blame[];
  /** Changes whenever the user jumped to this row's evidence. */
  readonly jump: number | null;
  /** What an empty body means here. */
  readonly emptyText: string;
  /** Suggested name for saved bytes, without ending. */
  readonly fileName: string;
}

/** Remembers how one side is looked at. */
export function setBodyMode(side: MessageSide, mode: BodyMode): void {
  useViewStore.setState(side === 'request' ? { requestMode: mode } : { responseMode: mode });
}

function kindLine(message: Message, mode: BodyMode, language: string | undefined): string {
  if (mode !== 'pretty') return `${count(wireBytes(message).length)} bytes as on the wire, nothing decoded`;
  const undone = message.body.codings.length === 0 ? '' : `, ${message.body.codings.join(' and ')} undone`;
  const names: Readonly<Record<string, string>> = { xml: 'XML', json: 'JSON', text: 'Text' };
  return `${names[language ?? 'text'] ?? 'Text'}, ${count(decodedBytes(message.body).length)} bytes${undone}`;
}

export function BodyView(props: BodyViewProps): ReactNode {
  const { message, side, mode, blames, jump, emptyText, fileName } = props;
  const wrap = useViewStore((state) => state.wrap);
  const [whole, setWhole] = useState<Message | null>(null);
  const code = useRef<CodeHandle>(null);
  const limit = whole === message ? Number.POSITIVE_INFINITY : firstPart;
  const wire = wireBytes(message);
  const length = mode === 'pretty' ? decodedBytes(message.body).length : wire.length;
  const isText = mode !== 'hex' && !(mode === 'pretty' && message.body.state === 'none');
  return (
    <>
      <div className="sub">
        <Segments label="View body as" options={bodyModes} value={mode} onChange={(next) => setBodyMode(side, next)} />
        <span className="opt-wide cut">{kindLine(message, mode, mediaName(message))}</span>
        <span className="grow" />
        <button
          type="button"
          className="btn quiet s"
          onClick={() =>
            mode === 'pretty'
              ? download(`${fileName}-body.bin`, decodedBytes(message.body))
              : download(`${fileName}-wire.bin`, wire)
          }
        >
          <Icon name="save" />
          <span className="opt-wide">{mode === 'pretty' ? 'Save body' : 'Save bytes'}</span>
          <span className="vh opt-narrow">{mode === 'pretty' ? 'Save body' : 'Save bytes'}</span>
        </button>
        {isText ? (
          <>
            <button
              type="button"
              className={`btn icon s ${wrap ? 'on' : ''}`}
              aria-label="Wrap lines"
              title="Wrap lines"
              aria-pressed={wrap}
              onClick={() => useViewStore.setState({ wrap: !wrap })}
            >
              <Icon name="wrap" />
            </button>
            <button
              type="button"
              className="btn icon s find-in-body"
              aria-label="Find in body"
              title="Find in body"
              onClick={() => code.current?.find()}
            >
              <Icon name="search" />
            </button>
          </>
        ) : null}
      </div>
      <BodyNote message={message} />
      {length > limit ? (
        <div className="banner">
          <Icon name="warn" className="warn" label="Warning" />
          <div className="grow">
            <strong>
              Showing {byteText(firstPart)} of {byteText(length)}
            </strong>
            <p>The whole message is in the recording.</p>
          </div>
          <button type="button" className="btn s" onClick={() => setWhole(message)}>
            Show all
          </button>
        </div>
      ) : null}
      {mode === 'pretty' ? (
        <PrettyBody
          message={message}
          side={side}
          limit={limit}
          blames={blames}
          jump={jump}
          wrap={wrap}
          emptyText={emptyText}
          code={code}
        />
      ) : (
        <WireBody
          message={message}
          side={side}
          limit={limit}
          mode={mode}
          blames={blames}
          jump={jump}
          wrap={wrap}
          code={code}
        />
      )}
    </>
  );
}

function mediaName(message: Message): string | undefined {
  const type = headerValue(message, 'content-type')?.toLowerCase() ?? '';
  if (type.includes('json')) return 'json';
  return type.includes('xml') || type.includes('html') ? 'xml' : undefined;
}

/** Says what is not there: a body that was cut must never look whole. */
function BodyNote({ message }: { readonly message: Message }): ReactNode {
  const { state, note } = message.body;
  if (state !== 'truncated' && state !== 'cut') return null;
  return (
    <div className="banner">
      <Icon name="warn" className="warn" label="Warning" />
      <div className="grow">
        <strong>{state === 'truncated' ? 'The sender stopped before the end' : 'Recorded up to the limit'}</strong>
        {note === undefined ? null : <p>{note}</p>}
      </div>
    </div>
  );
}

function PrettyBody({
  message,
  side,
  limit,
  blames,
  jump,
  wrap,
  emptyText,
  code,
}: PartProps & { readonly emptyText: string }): ReactNode {
  const pretty = usePretty(message.body, headerValue(message, 'content-type'), limit);
  const content = useMemo(
    () =>
      pretty === null
        ? null
        : {
            text: pretty.text,
            language: pretty.language,
            marks: pretty.hidden.map((range) => ({ ...range, className: 'cm-hidden' })),
            lenses: bodyLenses(pretty.text, blames, side),
          },
    [pretty, blames, side],
  );
  if (message.body.state === 'none') {
    return (
      <Empty
        icon="doc"
        title={side === 'request' ? 'The request has no body' : 'The answer has no body'}
        text={emptyText}
      />
    );
  }
  if (content === null) {
    return (
      <p className="formatting" role="status">
        Formatting {byteText(Math.min(limit, decodedBytes(message.body).length))}
      </p>
    );
  }
  return (
    <CodeView
      ref={code}
      label={`${side === 'request' ? 'Request' : 'Response'} body`}
      content={content}
      wrap={wrap}
      jump={jump}
    />
  );
}
