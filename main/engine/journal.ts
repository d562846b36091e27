/** Writes a session file while the walk runs: a killed process loses the step in flight, no more. */
import { open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import type { SessionEvent } from '../../shared/session/events.js';
import { eventLine, headerLine } from '../../shared/session/file.js';

/**
 * Appends events to a session file. Writing goes on behind the caller's back, in order; the first trouble stops it and
 * is told by close().
 */
export class JournalWriter {
  readonly #path: string;
  /** Where it is written until the first events are there. */
  readonly #part: string;
  readonly #file: FileHandle;
  #work: Promise<void>;
  #waiting: string[] = [];
  #wroteEvents = false;
  #trouble: unknown;

  private constructor(path: string, part: string, file: FileHandle) {
    this.#path = path;
    this.#part = part;
    this.#file = file;
    this.#work = Promise.resolve();
  }

  /**
   * Opens `path` for writing; what was there is replaced once there is something to write.
   * @throws Error with one sentence when it cannot be written
   */
  static async open(path: string): Promise<JournalWriter> {
    try {
      const known = await stat(path).catch(() => undefined); // not there yet
      if (known?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
      // Beside the old file until the walk has begun: a walk that cannot start must not cost it.
      const part = known === undefined || known.isFile() ? `${path}.part` : path;
      return new JournalWriter(path, part, await open(part, 'w'));
    } catch (error) {
      throw new Error(`${path} cannot be written: ${reason(error)}.`, { cause: error });
    }
  }

  /** Appends one event. Never throws. */
  write(event: SessionEvent): void {
    this.#waiting.push(eventLine(event));
    if (this.#waiting.length === 1) this.#work = this.#work.then(() => this.#flush());
  }

  /** Writes what is left. Resolves to one sentence when the file is not whole, else to undefined. */
  async close(): Promise<string | undefined> {
    await this.#work;
    await this.#file.close().catch((error: unknown) => (this.#trouble ??= error));
    // Nothing was recorded: nothing half-written stays behind.
    if (!this.#wroteEvents && this.#part !== this.#path) await unlink(this.#part).catch(() => undefined);
    return this.#trouble === undefined ? undefined : `${this.#path} could not be written: ${reason(this.#trouble)}.`;
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    if (this.#trouble !== undefined) return;
    try {
      if (!this.#wroteEvents) lines.unshift(headerLine);
      await this.#file.appendFile(`${lines.join('\n')}\n`, 'utf8');
      if (!this.#wroteEvents && this.#part !== this.#path) await rename(this.#part, this.#path);
      this.#wroteEvents = true;
    } catch (error) {
      this.#trouble = error;
    }
  }
}

function reason(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  switch (code) {
    case 'ENOENT':
      return 'the folder does not exist';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'writing there is not allowed';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return typeof code === 'string' ? code : 'an unexpected error';
  }
}
