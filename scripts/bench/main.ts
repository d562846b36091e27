/** npm run bench: (a) a walk against its critical path, (b) an exchange against bare undici, (c) a walk against curl. */
import { curlVersion, curlWalk } from './curlWalk.js';
import { timeExchanges } from './exchangeTime.js';
import { serveLab, spawnLab } from './labProcess.js';
import { delayMs, timeWalk, type WalkTime } from './walkTime.js';
import type { StartOptions } from '../../lab/types.js';

const deployments = ['lync2010', 'lync2013', 'sfb2015', 'sfb2019', 'sfbse'] as const;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 3 : 0)} ms`;
const ratio = (value: number): string => value.toFixed(2);

// Written by spawnLab in labProcess.ts.
if (process.argv[2] === 'lab') await serveLab(JSON.parse(process.argv[3] ?? '{}') as StartOptions);
else await bench();

async function bench(): Promise<void> {
  const walks: WalkTime[] = [];
  for (const deployment of deployments) walks.push(await timeWalk(deployment, 4));
  heading(`(a) A whole walk, every flight ${delayMs} ms late; aim: ratio 1.15 or less`);
  table([
    ['deployment', 'round trips', 'lab', 'critical path', 'walk', 'ratio'],
    ...walks.map(({ deployment, wallMs, path }) => [
      deployment,
      String(path.roundTrips),
      ms(path.handlingMs),
      ms(path.ms),
      ms(wallMs),
      ratio(wallMs / path.ms),
    ]),
  ]);

  const exchange = await timeExchanges(25);
  heading('(b) One exchange on a kept TLS connection; aim: ratio 1.15 or less with the capture');
  table([
    ['', 'time', 'ratio'],
    ['bare undici', ms(exchange.bareMs), ''],
    ['captured', ms(exchange.capturedMs), ratio(exchange.capturedMs / exchange.bareMs)],
    ['captured, masked and recorded', ms(exchange.recordedMs), ratio(exchange.recordedMs / exchange.bareMs)],
  ]);

  heading('(c) The same walk as a plain curl script (without its DNS questions)');
  await curlTable(walks);
}

async function curlTable(walks: readonly WalkTime[]): Promise<void> {
  const version = await curlVersion();
  const walk = walks.find(({ deployment }) => deployment === 'sfb2015');
  if (version === undefined || walk === undefined) return void console.log('  no curl with NTLM on this machine');
  const { lab, stop } = await spawnLab({
    deployment: 'sfb2015',
    delays: { dns: delayMs, tlsFlight: delayMs, http: delayMs },
  });
  try {
    const began = performance.now();
    const commands = await curlWalk(lab);
    const curlMs = performance.now() - began;
    table([
      ['deployment', version, 'walk', 'ratio'],
      ['sfb2015', `${ms(curlMs)}, ${commands} commands`, ms(walk.wallMs), ratio(walk.wallMs / curlMs)],
    ]);
  } finally {
    await stop();
  }
}

function heading(text: string): void {
  console.log(`\n${text}`);
}

function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
