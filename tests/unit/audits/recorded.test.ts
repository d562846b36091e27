/**
 * Sessions as the program saved them, in every version of the format: they open and are judged as on their first day,
 * whatever the clock says now. New ones: `lyncscope check --lab … --save tests/fixtures/sessions/NAME.lyncscope`.
 */
import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { judge } from '../../../shared/audits/judge.js';
import { readSessionFile } from '../../../shared/session/file.js';
import { told } from './told.js';

const folder = new URL('../../fixtures/sessions/', import.meta.url);

const recorded: Readonly<Record<string, { readonly headline: string; readonly findings: readonly string[] }>> = {
  'lync2010-no-password-inside.lyncscope': {
    headline: 'Everything that needs no password works',
    findings: ['info pool-2010-json-406 | The pool is Lync Server 2010: no JSON, no OAuth | x3 response.status'],
  },
  'sfb2019-wrong-bridging-outside.lyncscope': {
    headline: 'The reverse proxy sends outside clients to the internal web site',
    findings: [
      'error rp-wrong-port-bridging | The reverse proxy sends outside clients to the internal web site | x2 response.body:AccessLocation="Internal", x1 response.body:AccessLocation="Internal", c4 connect, c5 connect, c6 connect',
      'info server-name-disclosed | Answers show an internal server name to the Internet | x1 response.headers.X-MS-Server-Fqdn',
    ],
  },
  'sfbse-wrong-password-outside.lyncscope': {
    headline: 'The server refused the user name or password',
    findings: [
      'error auth-bad-credentials | The server refused the user name or password | x12 response.headers.WWW-Authenticate',
      'info server-name-disclosed | Answers show an internal server name to the Internet | x1 response.headers.X-MS-Server-Fqdn',
    ],
  },
};

it('has a judgement for each recorded session', async () => {
  expect(await readdir(folder)).toEqual(Object.keys(recorded));
});

it.each(Object.entries(recorded))('%s', async (name, expected) => {
  const read = readSessionFile(await readFile(new URL(name, folder), 'utf8'));
  if (!read.ok) throw new Error(read.error);
  const { headline, findings } = judge(read.session);
  expect({ headline, findings: told(findings) }).toEqual(expected);
});
