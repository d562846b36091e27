/** One side of a SIP row: start line, header fields with their meaning, body; or the bytes, raw and in hex. */
import { useState, type ReactNode } from 'react';
import type { SipMessage } from '../../shared/session/model.js';
import { bodyModes, BodyView, setBodyMode } from '../body/BodyView.js';
import type { MessageSide } from '../body/places.js';
import { CopyButton } from '../common/CopyButton.js';
import { Empty } from '../common/Empty.js';
import { plural } from '../common/format.js';
import { Segments } from '../common/Segments.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import type { Blame } from '../state/blame.js';
import type { SipRow } from '../state/rows.js';
import { finalAnswer, isFromServer, wantsAnswer } from '../state/sipTransactions.js';
import type { BodyMode } from '../state/viewStore.js';
import { sipBlames } from './sipBlames.js';
import { SipHeaders } from './SipHeaders.js';
import { startLine, startNote } from './startNotes.js';

interface SipPaneProps {
  readonly row: SipRow;
  readonly side: MessageSide;
  readonly mode: BodyMode;
  readonly blames: readonly Blame[];
  readonly jump: number | null;
  readonly running: boolean;
}

function NoMessage({ row, side, running }: Pick<SipPaneProps, 'row' | 'side' | 'running'>): ReactNode {
  const { request } = row;
  if (side === 'request') {
    return <Empty icon="doc" title="Nobody asked" text="The server sent this without a request that it answers." />;
  }
  if (request !== undefined && !wantsAnswer(request)) {
    return (
      <Empty icon="doc" title="No answer is due" text="A BENOTIFY only tells: the answer is left out on purpose." />
    );
  }
  if (isFromServer(row)) {
    return <Empty icon="doc" title="Not answered" text="The walk ended before the server’s request was answered." />;
  }
  if (running && row.connection?.endedMs === undefined) {
    return <Empty icon="running" title="No answer yet" text="The request is sent." />;
  }
  return (
    <Empty
      icon="plug"
      title="No answer came"
      text={row.connection?.failure?.message ?? 'The connection or the walk ended before an answer came.'}
    />
  );
}

export function SipPane({ row, side, mode, blames, jump, running }: SipPaneProps): ReactNode {
  const [picked, setPicked] = useState<string | null>(null);
  const all = side === 'request' ? (row.request === undefined ? [] : [row.request]) : row.answers;
  const blamed = all.find(({ id }) => blames.some(({ evidence }) => evidence.sipMessageId === id));
  const usual = side === 'request' ? row.request : (blamed ?? finalAnswer(row) ?? all.at(-1));
  const message = all.find(({ id }) => id === picked) ?? usual;
  if (message === undefined) return <NoMessage row={row} side={side} running={running} />;
  return (
    <>
      {all.length > 1 ? (
        <div className="sub">
          <Segments
            label="Which answer"
            options={all.map(({ id, start }) => ({
              value: id,
              label: start.kind === 'response' ? `${start.status} ${start.reason}` : start.method,
            }))}
            value={message.id}
            onChange={setPicked}
          />
          <span className="opt-wide">in the order they came</span>
        </div>
      ) : null}
      <OneMessage
        key={message.id}
        message={message}
        number={row.number}
        side={side}
        mode={mode}
        blames={sipBlames(blames, message, side)}
        jump={jump}
      />
    </>
  );
}

interface OneProps {
  readonly message: SipMessage;
  readonly number: number;
  readonly side: MessageSide;
  readonly mode: BodyMode;
  readonly blames: readonly Blame[];
  readonly jump: number | null;
}

function OneMessage({ message, number, side, mode, blames, jump }: OneProps): ReactNode {
  const pane = usePaneSize('sip-headers');
  const body = (
    <BodyView
      message={message}
      side={side}
      mode={mode}
      blames={blames}
      jump={jump}
      emptyText="The head is all there is."
      fileName={`sip-${number}-${side}`}
    />
  );
  if (mode !== 'pretty' || message.headers.length === 0) return <div className="message whole">{body}</div>;
  const hasBody = message.body.state !== 'none';
  const headers = (
    <div id="sip-headers">
      <div className="sub">
        {hasBody ? (
          <h3>Headers</h3>
        ) : (
          <Segments
            label="View message as"
            options={bodyModes}
            value={mode}
            onChange={(next) => setBodyMode(side, next)}
          />
        )}
        <span className="cut">
          {plural(message.headers.length, 'header', 'headers')}
          {hasBody ? '' : ', no body'}, as {message.direction}
        </span>
        <span className="grow" />
        <CopyButton
          label="Copy headers"
          text={() => message.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}
        />
      </div>
      {message.failure === undefined ? null : <p className="sip-trouble">{message.failure.message}</p>}
      <SipHeaders
        side={side}
        start={startLine(message)}
        startNote={startNote(message)}
        message={message}
        blames={blames}
        jump={jump}
      />
    </div>
  );
  if (!hasBody) return <div className="message sip-whole">{headers}</div>;
  return (
    <div className="message">
      <div
        className="split sip-split"
        style={pane.size === null ? {} : { gridTemplateColumns: `${pane.size}px 0 minmax(0, 1fr)` }}
      >
        {headers}
        <Splitter
          label="Width of headers"
          orientation="vertical"
          min={260}
          max={1000}
          pane={pane}
          controls="sip-headers"
        />
        <div>{body}</div>
      </div>
    </div>
  );
}
