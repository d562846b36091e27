/** The step tree as plain lines, in tree order, each line once: a step waits for the ones above it, never changes later. */
import type { Session, Step } from '../shared/session/model.js';
import { harmless, type Style } from './terminal.js';

const statusWidth = 10;

export interface TreeOptions {
  readonly write: (line: string) => void;
  readonly style: Style;
  /** Why a failure must be so from where the user is, or undefined. Asked when a failed step is printed. */
  readonly expected: (session: Session, stepId: string) => string | undefined;
}

/** Prints what is new in a session each time it is given one. */
export class TreePrinter {
  readonly #opened = new Set<string>();
  readonly #done = new Set<string>();
  readonly #expectedPrinted = new Set<string>();

  constructor(private readonly options: TreeOptions) {}

  /** Steps that were printed as expected failures. */
  get expectedSteps(): ReadonlySet<string> {
    return this.#expectedPrinted;
  }

  update(session: Session): void {
    const children = new Map<string | undefined, Step[]>();
    for (const step of session.steps) {
      const siblings = children.get(step.parentId);
      if (siblings === undefined) children.set(step.parentId, [step]);
      else siblings.push(step);
    }
    // The root step is the walk itself; its line would only repeat the command.
    for (const root of children.get(undefined) ?? []) {
      for (const step of children.get(root.id) ?? []) {
        if (!this.#advance(session, children, step, 0)) return;
      }
    }
  }

  /** Prints `step` and what is below it as far as it is known; true when nothing more can come of it. */
  #advance(session: Session, children: ReadonlyMap<string | undefined, Step[]>, step: Step, depth: number): boolean {
    if (this.#done.has(step.id)) return true;
    const below = children.get(step.id) ?? [];
    const ended = step.outcome !== 'running';
    if (!ended && below.length === 0) return false;
    if (!this.#opened.has(step.id)) {
      this.#opened.add(step.id);
      this.#printRow(session, step, depth, below.length > 0);
    }
    for (const child of below) {
      if (!this.#advance(session, children, child, depth + 1)) return false;
    }
    if (!ended) return false;
    this.#printOutcome(step, below, depth);
    this.#done.add(step.id);
    return true;
  }

  #printRow(session: Session, step: Step, depth: number, isGroup: boolean): void {
    const { style } = this.options;
    const reason = step.outcome === 'failed' ? this.options.expected(session, step.id) : undefined;
    if (reason !== undefined) this.#expectedPrinted.add(step.id);
    // A group's own outcome is not known yet, or is that of its children.
    const status = isGroup ? '' : reason === undefined ? step.outcome : 'expected';
    const indent = '  '.repeat(depth);
    // "skipped: no password" stands behind the word already.
    const known = step.value?.replace(/^skipped: /, '');
    const value = isGroup || known === undefined ? '' : `  ${harmless(known)}`;
    const row = `${indent}${harmless(step.title)}${value}`;
    const paint = this.#paint(status);
    const head = paint(status) + ' '.repeat(statusWidth - status.length);
    this.options.write(
      `${head}${isGroup ? style.strong(row) : reason === undefined ? row : style.faint(row)}`.trimEnd(),
    );
    if (reason !== undefined) this.#sentence(reason, depth);
  }

  #paint(status: string): (text: string) => string {
    const { style } = this.options;
    if (status === 'ok') return style.ok;
    if (status === 'failed') return style.bad;
    return status === 'cancelled' ? style.warn : style.faint;
  }

  /** What came back and what it means, once it is known. */
  #printOutcome(step: Step, below: readonly Step[], depth: number): void {
    const failure = step.outcome === 'failed' ? step.failure?.message : undefined;
    // A group fails with its child's failure; the reason stands where that was expected.
    const said = this.#expectedPrinted.has(step.id) || below.some((child) => child.failure?.message === failure);
    if (failure !== undefined && !said) this.#sentence(failure, depth);
    if (step.meaning !== undefined && step.meaning !== failure) this.#sentence(step.meaning, depth);
  }

  #sentence(text: string, depth: number): void {
    this.options.write(this.options.style.faint(`${' '.repeat(statusWidth)}${'  '.repeat(depth)}  ${harmless(text)}`));
  }
}
