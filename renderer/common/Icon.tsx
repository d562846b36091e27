/** The icons, drawn with SVG attributes only: shapes of the status vocabulary and of the controls. */
import type { ReactNode } from 'react';

const shapes = {
  pass: <path d="M3 8.6 6.4 12 13 4.6" />,
  warn: (
    <>
      <path
        d="M8 1.2c.5 0 .9.3 1.1.7l5.7 10.6c.5.8-.1 1.9-1.1 1.9H2.3c-1 0-1.6-1.1-1.1-1.9L6.9 1.9c.2-.4.6-.7 1.1-.7z"
        fill="currentColor"
        stroke="none"
      />
      <path d="M8 5.6v3.6M8 11.6v.1" className="ko" strokeWidth="1.7" />
    </>
  ),
  fail: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" stroke="none" />
      <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" className="ko" strokeWidth="1.7" />
    </>
  ),
  expected: (
    <>
      <circle cx="8" cy="8" r="6.2" strokeDasharray="2.4 1.495" strokeWidth="1.4" strokeLinecap="butt" />
      <path d="m6.1 6.1 3.8 3.8m0-3.8-3.8 3.8" strokeWidth="1.3" />
    </>
  ),
  skipped: <path d="M4 8h8" />,
  waiting: <circle cx="8" cy="8" r="2" />,
  running: <path d="M8 2a6 6 0 1 1-6 6" strokeWidth="1.8" />,
  cancelled: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1.5" />
      <path d="M5.5 10.5l5-5" />
    </>
  ),
  'chev-d': <path d="m3 6 5 5 5-5" />,
  'chev-r': <path d="m6 3 5 5-5 5" />,
  side: (
    <>
      <rect x="1.5" y="2.5" width="13" height="11" rx="2" />
      <path d="M6 2.5v11" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.2 3.2" />
    </>
  ),
  filter: <path d="M2 4h12M4.5 8h7M6.5 12h3" />,
  again: <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.8v3h-3" />,
  save: <path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8.5" rx="1.5" />
      <path d="M10.5 3V2.8c0-.7-.6-1.3-1.3-1.3H3.8c-.7 0-1.3.6-1.3 1.3v6.4c0 .7.6 1.3 1.3 1.3h.2" />
    </>
  ),
  out: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2 1.7 2.6 3.7 2.6 6S10 12.3 8 14c-2-1.7-2.6-3.7-2.6-6S6 3.7 8 2z" />
    </>
  ),
  in: <path d="M2.5 14V3.5l6-2V14M8.5 5.5l5 1.7V14M1.5 14h13M5.5 5.5v.01M5.5 8.5v.01M5.5 11.5v.01" />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  unlock: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" />
      <path d="M5.2 7V4.6a2.8 2.8 0 0 1 5.4-1" />
    </>
  ),
  shield: <path d="M8 1.5 13.5 3.5v4c0 3.2-2.3 5.7-5.5 7-3.2-1.3-5.5-3.8-5.5-7v-4z" />,
  info: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 7.3v3.7M8 5v.01" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M6 6.4a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M8 11.4v.01" />
    </>
  ),
  back: <path d="M13.5 8h-11M6.5 4l-4 4 4 4" />,
  folder: <path d="M1.5 12.5v-9h4.3l1.5 2h7.2v7z" />,
  play: <path d="M4.5 2.5v11l9-5.5z" />,
  rows: <path d="M2 4h12M2 8h12M2 12h12" />,
  plus: <path d="M8 3v10M3 8h10" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" />,
  x: <path d="m4 4 8 8m0-8-8 8" />,
  wrap: <path d="M2 4h12M2 8h9.5a2.25 2.25 0 0 1 0 4.5H8M9.8 10.5l-2 2 2 2M2 12.5h3" />,
  key: (
    <>
      <circle cx="5" cy="11" r="3" />
      <path d="m7.2 8.8 6.3-6.3M11 5l2 2" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8.5" rx="1.5" />
      <path d="M4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.8h6" />
    </>
  ),
  plug: <path d="M6 1.5v3M10 1.5v3M4 4.5h8v3a4 4 0 0 1-8 0zM8 11.5v3" />,
  doc: <path d="M9.5 1.5h-6v13h9v-10zM9.5 1.5v3h3" />,
  lab: <path d="M6 1.8h4M6.6 1.8v4.4L2.9 12.6c-.5.9.1 1.9 1.1 1.9h8c1 0 1.6-1 1.1-1.9L9.4 6.2V1.8M4.9 10h6.2" />,
} satisfies Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof shapes;

interface IconProps {
  readonly name: IconName;
  /** Further classes: 'sm', 'lg', a status colour. */
  readonly className?: string;
  /** Present where the icon says something no text beside it says. */
  readonly label?: string;
}

/** One icon in the colour of its text. Hidden from assistive technology unless it has a label. */
export function Icon({ name, className = '', label }: IconProps): ReactNode {
  const naming = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={`i ${className}`} viewBox="0 0 16 16" focusable="false" {...naming}>
      {shapes[name]}
    </svg>
  );
}
