/** The whole boundary between a page and the process that runs the engine, for Electron and the web host alike. */
import type { Result } from './result.js';
import type { SessionEvent } from './session/events.js';
import type { ClientChoice, Location, MeetingTarget, SignInMethod, SipAuth } from './session/model.js';
import type { SweepMessage, SweepRequest } from './sweep/model.js';

/** What the start form gives. Validated with shared/ipcSchemas.ts where it arrives. */
export interface WalkRequest {
  /** Absent with a practice lab: its first user is taken. */
  readonly sipAddress?: string;
  readonly userName?: string;
  /** 'ask': a prompt when the first step needs it. */
  readonly password:
    { readonly mode: 'none' } | { readonly mode: 'ask' } | { readonly mode: 'given'; readonly value: string };
  /** Windows sign-in as the user of this computer, by Kerberos, instead of a password. Never without this. */
  readonly currentUser?: boolean;
  readonly location: Location;
  readonly signIn: SignInMethod;
  readonly discoveryUrls: readonly string[];
  readonly resolver?: string;
  readonly connectTo: readonly string[];
  readonly proxy: string; // 'auto' | 'none' | URL
  readonly authorities: readonly string[]; // PEM text
  readonly trustedHosts: readonly string[];
  readonly timeoutMs?: number;
  /** Whether every TLS endpoint the walk learns of is looked at; 'learned' unless said otherwise. */
  readonly endpoints?: 'none' | 'learned';
  /** Whether names are also asked of the zone's own servers and compared; 'full' unless said otherwise. */
  readonly dnsDepth?: 'none' | 'full';
  /** A resolver of the public internet that may be asked, too: ADDR[:PORT]. Nobody outside is asked without it. */
  readonly publicResolver?: string;
  /** Whether the registrar is asked; 'auto' unless said otherwise. */
  readonly sip?: 'none' | 'auto';
  readonly sipServer?: string; // HOST:PORT
  readonly sipAuth?: SipAuth;
  /** How far the services behind the user document are tested; 'full' unless said otherwise. */
  readonly services?: 'none' | 'reachability' | 'full';
  /** Whose way is walked; 'all' unless said otherwise. */
  readonly client?: ClientChoice;
  /** A meeting to join without an account, in place of a sign-in. The sign-in address is not needed then. */
  readonly meeting?: MeetingTarget;
  readonly keepSecrets: boolean;
  /** A simulated deployment, started for this walk. The password is then the lab's own. */
  readonly lab?: { readonly deployment: string; readonly faults: readonly string[] };
}

export type Question =
  | {
      readonly kind: 'trust';
      readonly id: string;
      /** The host that names the address, and the address. */
      readonly from: string;
      readonly url: string;
      readonly host: string;
      readonly domain: string;
    }
  | {
      readonly kind: 'password';
      readonly id: string;
      readonly userName: string;
      readonly url: string;
      readonly host: string;
      readonly tls: string; // 'TLSv1.3'
      readonly use: number; // this would be use n …
      readonly of: number; // … of at most m
    }
  | {
      /** May a sign-in page be opened in the browser? */
      readonly kind: 'browser';
      readonly id: string;
      /** The host that names the page, and the page. */
      readonly from: string;
      readonly url: string;
      readonly host: string;
      readonly domain: string;
      /** False where this program cannot open a browser: a code for another device is what is left. */
      readonly canOpen: boolean;
      readonly hasDeviceCode: boolean;
      /** It would be opened in a window of this program, which reads the cookies of `from` afterwards. */
      readonly ownWindow?: true;
    }
  | {
      /** Open as long as somebody signs in elsewhere; there is nothing to answer but 'decline', which stops it. */
      readonly kind: 'signing-in';
      readonly id: string;
      readonly host: string;
      /** The page is in a window of this program. */
      readonly ownWindow?: true;
      /** Where to go, and what to enter there; absent where a page was opened. */
      readonly device?: { readonly url: string; readonly code: string };
    };

export type Answer =
  | { readonly kind: 'trust'; readonly allow: boolean }
  | { readonly kind: 'password'; readonly userName: string; readonly password: string }
  | { readonly kind: 'browser'; readonly way: 'browser' | 'device-code' }
  | { readonly kind: 'decline' }; // go on without

export interface LabCatalogue {
  readonly deployments: readonly {
    readonly id: string;
    readonly title: string;
    readonly domain: string;
    readonly users: readonly { readonly sipAddress: string; readonly expect: string }[];
  }[];
  readonly faults: readonly {
    readonly id: string;
    readonly title: string;
    readonly deployments: readonly string[];
    readonly from: 'inside' | 'outside';
    /** Only who joins a meeting meets it. */
    readonly joins?: true;
  }[];
}

export interface About {
  readonly version: string;
  readonly host: 'electron' | 'web';
  readonly runtime: string; // "Electron 45.4.1", "Node 24.21.0"
  readonly platform: 'win' | 'mac' | 'linux';
}

/** A session file as text; the page reads and writes the format itself (shared/session/file.ts). */
export interface FileText {
  readonly name: string;
  readonly text: string;
}

export interface Requests {
  about(): Promise<Result<About>>;
  labCatalogue(): Promise<Result<LabCatalogue>>;
  /** Resolves to the walk's id once it runs; its events come through onWalk. */
  startWalk(request: WalkRequest): Promise<Result<string>>;
  cancelWalk(walkId: string): Promise<Result<null>>;
  answer(walkId: string, questionId: string, answer: Answer): Promise<Result<null>>;
  /** null when the user closed the dialog. */
  openSessionFile(): Promise<Result<FileText | null>>;
  /** The name it was saved under, or null when the user closed the dialog. */
  saveSessionFile(file: FileText): Promise<Result<string | null>>;
  /** Saves a table or calendar (.csv, .ics, .json) where the user says; as saveSessionFile. */
  saveTextFile(file: FileText): Promise<Result<string | null>>;
  /** Resolves to the sweep's id once it runs; its rows come through onSweep. */
  startSweep(request: SweepRequest): Promise<Result<string>>;
  cancelSweep(sweepId: string): Promise<Result<null>>;
  /** The session of one row of a sweep that this page started. */
  openSweepSession(sweepId: string, line: number): Promise<Result<FileText>>;
}

export type WalkMessage =
  | { readonly type: 'events'; readonly walkId: string; readonly events: readonly SessionEvent[] }
  | { readonly type: 'question'; readonly walkId: string; readonly question: Question }
  | { readonly type: 'question-closed'; readonly walkId: string; readonly questionId: string }
  /** The walk could not run at all (bad address, lab did not start): one sentence. */
  | { readonly type: 'stopped'; readonly walkId: string; readonly error: string };

/** Commands that come from outside the page: the menu, a double-clicked file. */
export type HostCommand =
  | { readonly type: 'new-walk' | 'open' | 'save' | 'walk-again' | 'explain' }
  | { readonly type: 'opened'; readonly file: FileText };

export interface Bridge extends Requests {
  onWalk(listener: (message: WalkMessage) => void): () => void;
  onSweep(listener: (message: SweepMessage) => void): () => void;
  onCommand(listener: (command: HostCommand) => void): () => void;
}

/** A missing name does not compile. */
export const requestChannels: Record<keyof Requests, true> = {
  about: true,
  labCatalogue: true,
  startWalk: true,
  cancelWalk: true,
  answer: true,
  openSessionFile: true,
  saveSessionFile: true,
  saveTextFile: true,
  startSweep: true,
  cancelSweep: true,
  openSweepSession: true,
};
