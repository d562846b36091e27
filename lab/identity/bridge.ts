/** Brings requests of the simulated network to an ordinary HTTP handler and its answers back. */
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LabResponse } from '../types.js';
import type { FrontRequest } from '../network/exchange.js';

export interface Bridge {
  pass(request: FrontRequest): Promise<LabResponse>;
  close(): Promise<void>;
}

/** @param handle sees the host and scheme that the client used in Host, X-Forwarded-Host and X-Forwarded-Proto */
export async function openBridge(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Bridge> {
  const server = createServer(handle);
  await new Promise<void>((opened, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', opened);
  });
  const { port } = server.address() as AddressInfo;
  return {
    pass: (request) => passOn(request, port),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'date', 'content-length'];

function passOn(request: FrontRequest, port: number): Promise<LabResponse> {
  const { url, method, body } = request;
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (!hopByHop.includes(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  headers['host'] = url.host;
  headers['x-forwarded-host'] = url.host;
  headers['x-forwarded-proto'] = url.protocol.slice(0, -1);
  if (body.length > 0) headers['content-length'] = String(body.length);
  return new Promise((done, failed) => {
    const passed = send(
      { host: '127.0.0.1', port, method, path: `${url.pathname}${url.search}`, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', failed);
        answer.on('end', () =>
          done({
            status: answer.statusCode ?? 500,
            headers: pairs(answer.rawHeaders).filter(([name]) => !hopByHop.includes(name.toLowerCase())),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    passed.on('error', failed);
    passed.end(body);
  });
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) found.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return found;
}
