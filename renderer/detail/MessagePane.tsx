/** One message of an exchange: headers on the left, body on the right. */
import type { ReactNode } from 'react';
import { BodyView } from '../body/BodyView.js';
import type { MessageSide } from '../body/places.js';
import { CopyButton } from '../common/CopyButton.js';
import { Empty } from '../common/Empty.js';
import { plural } from '../common/format.js';
import { Splitter, usePaneSize } from '../common/Splitter.js';
import type { Exchange, RequestMessage, ResponseMessage } from '../../shared/session/model.js';
import type { Blame } from '../state/blame.js';
import type { BodyMode } from '../state/viewStore.js';
import { HeaderTable } from './HeaderTable.js';

interface MessagePaneProps {
  readonly exchange: Exchange;
  readonly number: number;
  readonly side: MessageSide;
  readonly mode: BodyMode;
  readonly blames: readonly Blame[];
  readonly jump: number | null;
  readonly running: boolean;
}

function startOf(message: RequestMessage | ResponseMessage): readonly [string, string] {
  if ('status' in message) return [`HTTP/${message.httpVersion}`, `${message.status} ${message.reason}`.trim()];
  const [, target = message.url] = /^[a-z][\w+.-]*:\/\/[^/?#]*(.*)$/i.exec(message.url) ?? [];
  return [message.method, target === '' ? '/' : target];
}

/** What an answer without a body says of itself. */
function emptyText(message: RequestMessage | ResponseMessage): string {
  const length = message.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  if (length !== undefined) return `Content-Length is ${length}.`;
  return 'status' in message ? 'The head was all that came.' : 'The head is all there is.';
}

export function MessagePane({ exchange, number, side, mode, blames, jump, running }: MessagePaneProps): ReactNode {
  const pane = usePaneSize('headers');
  const message = side === 'request' ? exchange.request : exchange.response;
  if (message === undefined) {
    if (exchange.failure === undefined && running) {
      return <Empty icon="running" title="No answer yet" text="The request is sent, or waits for its connection." />;
    }
    return (
      <Empty
        icon="plug"
        title="No answer came"
        text={exchange.failure?.message ?? 'The walk ended before an answer came.'}
      />
    );
  }
  const statusBlames = blames.filter(({ evidence }) => evidence.part === `${side}.status`);
  const body = (
    <BodyView
      message={message}
      side={side}
      mode={mode}
      blames={blames}
      jump={jump}
      emptyText={emptyText(message)}
      fileName={`exchange-${number}-${side}`}
    />
  );
  if (mode === 'both') return <div className="message whole">{body}</div>;
  return (
    <div className="message">
      <div
        className="split"
        style={pane.size === null ? {} : { gridTemplateColumns: `${pane.size}px 0 minmax(0, 1fr)` }}
      >
        <div id="headers">
          <div className="sub">
            <h3>Headers</h3>
            <span>
              {plural(message.headers.length, 'header', 'headers')}, as {side === 'request' ? 'sent' : 'received'}
            </span>
            <span className="grow" />
            <CopyButton
              label="Copy headers"
              text={() => message.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}
            />
          </div>
          <HeaderTable
            key={exchange.id + side}
            side={side}
            start={startOf(message)}
            startBlames={statusBlames}
            message={message}
            blames={blames}
            jump={jump}
          />
        </div>
        <Splitter label="Width of headers" orientation="vertical" min={180} max={720} pane={pane} controls="headers" />
        <div>{body}</div>
      </div>
    </div>
  );
}
