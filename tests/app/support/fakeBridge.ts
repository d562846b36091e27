/** A Bridge in the page that plays recorded messages: the page's tests need no engine. Runs in the browser. */
import type { Page } from '@playwright/test';
import type { Answer, FileText, LabCatalogue, WalkMessage, WalkRequest } from '../../../shared/ipc.js';
import type { SweepMessage, SweepRequest } from '../../../shared/sweep/model.js';

/** What the fake was asked, in order. */
export interface Asked {
  readonly method: string;
  readonly args: readonly unknown[];
}

interface FakeWindow {
  fake: {
    asked: Asked[];
    tell: (message: WalkMessage) => void;
    tellSweep: (message: SweepMessage) => void;
    /** What openSweepSession gives. */
    sweepSession: FileText | null;
    file: FileText | null;
    startError: string | null;
    /** The part of the request that a refused walk is about. */
    startField: string | null;
    /** Told before the start is answered. */
    early: WalkMessage[];
  };
}

export const catalogue: LabCatalogue = {
  deployments: [
    {
      id: 'sfb2019',
      title: 'Skype for Business Server 2019',
      domain: 'contoso.example',
      users: [
        { sipAddress: 'lenea@contoso.example', expect: 'pass' },
        { sipAddress: 'guest@contoso.example', expect: 'auth-user-not-sip-enabled' },
      ],
    },
    {
      id: 'lync2010',
      title: 'Lync Server 2010',
      domain: 'contoso.example',
      users: [{ sipAddress: 'lenea@contoso.example', expect: 'pass' }],
    },
  ],
  faults: [
    { id: 'tls-name', title: 'HTTPS name mismatch', deployments: ['sfb2019', 'lync2010'], from: 'outside' },
    { id: 'dns-external-only', title: 'Only the external record', deployments: ['sfb2019'], from: 'inside' },
    { id: 'tls-expired', title: 'Expired certificate', deployments: ['sfb2019', 'lync2010'], from: 'outside' },
  ],
};

/** Puts the fake into every page that opens. */
export async function installFakeBridge(page: Page, platform: 'win' | 'mac' | 'linux' = 'win'): Promise<void> {
  await page.addInitScript(
    ({ labCatalogue, platform: os }) => {
      const listeners = new Set<(message: WalkMessage) => void>();
      const sweepListeners = new Set<(message: SweepMessage) => void>();
      const ok = (value: unknown): { ok: true; value: unknown } => ({ ok: true, value });
      const state: FakeWindow['fake'] = {
        asked: [],
        tell: (message) => listeners.forEach((listener) => listener(message)),
        tellSweep: (message) => sweepListeners.forEach((listener) => listener(message)),
        sweepSession: null,
        file: null,
        startError: null,
        startField: null,
        early: [],
      };
      const note = (method: string, args: readonly unknown[]): void => void state.asked.push({ method, args });
      const bridge = {
        about: async () => ok({ version: '0.1.0', host: 'web', runtime: 'Node 24.9.0', platform: os }),
        labCatalogue: async () => ok(labCatalogue),
        startWalk: async (request: WalkRequest) => {
          note('startWalk', [request]);
          for (const message of state.early) state.tell(message);
          if (state.startError === null) return ok('w1');
          const field = state.startField === null ? {} : { field: state.startField };
          return { ok: false, error: state.startError, ...field };
        },
        cancelWalk: async (id: string) => {
          note('cancelWalk', [id]);
          return ok(null);
        },
        answer: async (id: string, question: string, answer: Answer) => {
          note('answer', [id, question, answer]);
          return ok(null);
        },
        openSessionFile: async () => ok(state.file),
        saveSessionFile: async (file: FileText) => {
          note('saveSessionFile', [file]);
          return ok(file.name);
        },
        saveTextFile: async (file: FileText) => {
          note('saveTextFile', [file]);
          return ok(file.name);
        },
        startSweep: async (request: SweepRequest) => {
          note('startSweep', [request]);
          return state.startError === null ? ok('sweep1') : { ok: false, error: state.startError };
        },
        cancelSweep: async (id: string) => {
          note('cancelSweep', [id]);
          return ok(null);
        },
        openSweepSession: async (id: string, line: number) => {
          note('openSweepSession', [id, line]);
          if (state.sweepSession === null) return { ok: false, error: 'This line has no session.' };
          return ok(state.sweepSession);
        },
        onSweep: (listener: (message: SweepMessage) => void) => {
          sweepListeners.add(listener);
          return () => sweepListeners.delete(listener);
        },
        onWalk: (listener: (message: WalkMessage) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        onCommand: () => () => undefined,
      };
      Object.assign(window, { lyncscope: Object.freeze(bridge), fake: state });
    },
    { labCatalogue: catalogue, platform },
  );
}

/** Sends a message to the page as the engine would. */
export async function tell(page: Page, ...messages: readonly WalkMessage[]): Promise<void> {
  // As one text: Playwright walks through structured values piece by piece.
  await page.evaluate((text) => {
    const all = JSON.parse(text) as WalkMessage[];
    for (const message of all) (window as unknown as FakeWindow).fake.tell(message);
  }, JSON.stringify(messages));
}

/** Sends what a sweep tells, as the engine would. */
export async function tellSweep(page: Page, ...messages: readonly SweepMessage[]): Promise<void> {
  await page.evaluate((text) => {
    const all = JSON.parse(text) as SweepMessage[];
    for (const message of all) (window as unknown as FakeWindow).fake.tellSweep(message);
  }, JSON.stringify(messages));
}

/** The session that the next openSweepSession gives; null: it has none. */
export async function offerSweepSession(page: Page, file: FileText | null): Promise<void> {
  await page.evaluate((each) => {
    (window as unknown as FakeWindow).fake.sweepSession = each;
  }, file);
}

/** What the engine tells before the start is answered. */
export async function tellEarly(page: Page, ...messages: readonly WalkMessage[]): Promise<void> {
  await page.evaluate((text) => {
    (window as unknown as FakeWindow).fake.early = JSON.parse(text) as WalkMessage[];
  }, JSON.stringify(messages));
}

/** What the page asked of a method so far. */
export async function askedFor(page: Page, method: string): Promise<readonly Asked[]> {
  const asked = await page.evaluate(() => (window as unknown as FakeWindow).fake.asked);
  return asked.filter((each) => each.method === method);
}

/** The file that the next "Open" gives. */
export async function offerFile(page: Page, file: FileText | null): Promise<void> {
  await page.evaluate((each) => {
    (window as unknown as FakeWindow).fake.file = each;
  }, file);
}

/** Makes the next start fail with a sentence. */
export async function refuseStart(page: Page, error: string, field: string | null = null): Promise<void> {
  await page.evaluate(
    ([sentence, part]) => {
      const { fake } = window as unknown as FakeWindow;
      fake.startError = sentence;
      fake.startField = part;
    },
    [error, field] as const,
  );
}
