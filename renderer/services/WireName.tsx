/** A name as on the wire, or a text with names, that may break before dots; its domain dimmed: what differs stands at its front. */
import { Fragment, type ReactNode } from 'react';

interface WireNameProps {
  readonly name: string;
  /** The sign-in domain. */
  readonly domain?: string;
}

export function WireName({ name, domain }: WireNameProps): ReactNode {
  const ending = domain === undefined ? '' : `.${domain}`;
  const at = ending === '' ? -1 : name.toLowerCase().indexOf(ending);
  if (at <= 0) return <Breakable text={name} />;
  return (
    <>
      <Breakable text={name.slice(0, at)} />
      <wbr />
      <span className="dimmer">{name.slice(at, at + ending.length)}</span>
      {name.slice(at + ending.length)}
    </>
  );
}

function Breakable({ text }: { readonly text: string }): ReactNode {
  return text.split(/(?=\.\S)/).map((part, at) => (
    <Fragment key={at}>
      {at === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
