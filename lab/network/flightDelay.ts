/** A stream between socket and TLS that holds back the server's handshake flights, so that a bench sees their round trips. */
import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/**
 * Bytes pass through at once except the server's flights of the handshake. A flight is what is written between two
 * reads; it leaves as one after the delay. Order is kept: what is written while bytes are held waits with them.
 */
export class FlightDelay extends Duplex {
  private readonly held: Buffer[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flight = 0;
  private clientSpoke = true;

  /** `isHandshakeFlight` is asked once for each flight, counted from 1. */
  constructor(
    private readonly socket: Socket,
    private readonly delayMs: number,
    private readonly isHandshakeFlight: (flight: number) => boolean,
  ) {
    super({ allowHalfOpen: socket.allowHalfOpen });
    socket.on('data', (chunk) => {
      this.clientSpoke = true;
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    if (this.clientSpoke) {
      this.clientSpoke = false;
      this.flight += 1;
      if (this.timer === undefined && this.isHandshakeFlight(this.flight)) {
        this.timer = setTimeout(() => this.release(), this.delayMs);
      }
    }
    if (this.timer === undefined) {
      this.socket.write(chunk, written);
      return;
    }
    this.held.push(chunk);
    written();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.release();
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.timer);
    this.socket.destroy();
    done(error);
  }

  private release(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.held.length > 0 && this.socket.writable) this.socket.write(Buffer.concat(this.held));
    this.held.length = 0;
  }
}
