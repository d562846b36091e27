/**
 * (b) Time per exchange against bare undici on the same server, turn by turn in the same run: with the capture (bytes
 * both ways, times, head and body read), and with all a step does on top (guarded, masked, recorded, told).
 */
import { Client, buildConnector } from 'undici';
import { runSession } from '../../main/engine/runSession.js';
import { systemPorts } from '../../main/engine/systemPorts.js';
import type { RunRequest } from '../../main/engine/run.js';
import { readRequest, readResponse } from '../../main/net/httpMessage.js';
import { systemNetwork } from '../../main/net/network.js';
import { buildTarget } from '../../main/target.js';
import { spawnLab } from './labProcess.js';
import { requestFor } from './walkTime.js';

const exchangesPerRound = 60;
const headers = { accept: 'application/vnd.microsoft.rtc.autodiscover+xml;v=1', 'accept-encoding': 'identity' };

export interface ExchangeTime {
  readonly bareMs: number;
  readonly capturedMs: number;
  readonly recordedMs: number;
}

/** Median time of one exchange, of all rounds. */
export async function timeExchanges(rounds: number): Promise<ExchangeTime> {
  const { lab, stop } = await spawnLab({ deployment: 'sfb2015' });
  try {
    const host = `lyncdiscover.${lab.domain}`;
    const rule = lab.connectTo.find((candidate) => candidate.startsWith(`${host}:443:`))?.split(':') ?? [];
    const path = '/?sipuri=x@example.com';
    const bare = (): Promise<number[]> =>
      bareRound(host, path, { hostname: rule[2] ?? '', port: rule[3] ?? '', ca: lab.caPem });
    const request = requestFor(lab);
    const run: RunRequest = {
      target: buildTarget(request, 1),
      credentials: { mode: 'none' },
      keepSecrets: false,
      authorities: [lab.caPem],
      emit: () => undefined,
      signal: new AbortController().signal,
    };
    const url = `https://${host}${path}`;
    const ways = {
      bare,
      captured: () => capturedRound(new URL(url), run),
      recorded: () => recordedRound(url, run),
    };
    const times: Record<keyof typeof ways, number[]> = { bare: [], captured: [], recorded: [] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const way of ['bare', 'captured', 'recorded'] as const) {
        const some = await ways[way]();
        if (round > 0) times[way].push(...some); // the first one compiles
      }
    }
    return { bareMs: median(times.bare), capturedMs: median(times.captured), recordedMs: median(times.recorded) };
  } finally {
    await stop();
  }
}

async function bareRound(
  host: string,
  path: string,
  way: { readonly hostname: string; readonly port: string; readonly ca: string },
): Promise<number[]> {
  const connect = buildConnector({ ca: way.ca, servername: host, allowH2: false });
  const client = new Client(`https://${host}`, {
    allowH2: false,
    pipelining: 1,
    connect: (options, callback) => connect({ ...options, hostname: way.hostname, port: way.port }, callback),
  });
  const one = async (): Promise<void> => {
    const { body } = await client.request({ method: 'GET', path, headers });
    await body.arrayBuffer();
  };
  const times = await timed(one);
  await client.close();
  return times;
}

async function capturedRound(url: URL, { target, authorities, signal }: RunRequest): Promise<number[]> {
  const began = performance.now();
  const network = systemNetwork({
    ...target,
    authorities,
    elapsed: () => performance.now() - began,
    randomBytes: (length) => new Uint8Array(length),
  });
  const open = await network.open(url, { lookup: () => undefined, connection: () => () => undefined }, signal);
  const times = await timed(async () => {
    const wire = await open.http.exchange(
      { method: 'GET', url, headers: Object.entries(headers) },
      { waitMs: target.timeoutMs, signal },
    );
    readRequest(wire.request);
    await readResponse(wire.response, 'GET', wire.closed);
  });
  await open.close();
  return times;
}

async function recordedRound(url: string, request: RunRequest): Promise<number[]> {
  let times: number[] = [];
  await runSession(
    async ({ root }) => {
      root.trustTyped(url);
      times = await timed(async () => {
        await root.exchange({ method: 'GET', url, headers: [['Accept', headers.accept]], expect: [200] });
      });
    },
    request,
    await systemPorts(request),
  );
  return times;
}

async function timed(one: () => Promise<void>): Promise<number[]> {
  await one(); // the connection
  const times: number[] = [];
  for (let count = 0; count < exchangesPerRound; count += 1) {
    const began = performance.now();
    await one();
    times.push(performance.now() - began);
  }
  return times;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
