/** Why an address could not be bound, in one sentence for the person who started the lab. */
import { LabError } from './labError.js';

/** Turns an error of listen or bind into a LabError; LabErrors pass through. */
export function bindFailure(error: unknown, address: string, port: number, transport: 'TCP' | 'UDP'): LabError {
  if (error instanceof LabError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${transport} port ${port} on ${address}`;
  if (code === 'EADDRINUSE') return new LabError(`${where} is in use by another program.`);
  if (code === 'EACCES' || code === 'EPERM') {
    return new LabError(`${where} may only be bound by an administrator on this system.`);
  }
  if (code === 'EADDRNOTAVAIL') {
    return new LabError(`${address} does not exist on this system: add it to the loopback interface first.`);
  }
  return new LabError(`${where} could not be bound: ${error instanceof Error ? error.message : String(error)}.`);
}
