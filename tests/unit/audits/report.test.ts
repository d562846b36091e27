/** The report object and the findings as text: same words, nothing lost, lines that fit. */
import { describe, expect, it } from 'vitest';
import { clientsOf } from '../../../shared/clients/matrix.js';
import { judge } from '../../../shared/audits/judge.js';
import { cardText, evidenceText, findingsText, reportOf } from '../../../shared/report.js';
import { cases } from './cases.js';
import { walk } from './walks.js';

describe('reportOf', () => {
  it('is the contract object, also after a way through JSON', () => {
    const session = cases['tls-expired'].fail;
    const report = reportOf(session);
    expect(Object.keys(report)).toEqual(['format', 'version', 'verdict', 'findings', 'signIn', 'clients', 'session']);
    expect(report).toEqual({
      format: 'lyncscope-report',
      version: 1,
      verdict: 'fail',
      findings: judge(session).findings,
      signIn: { webTicket: true, oauth: true, registrar: null },
      clients: clientsOf(session),
      session,
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('findingsText', () => {
  it('tells what was asked, what came back, what to do and where to look', () => {
    const session = cases['net-443-web-closed'].fail;
    expect(findingsText(judge(session), session)).toBe(
      [
        'lyncdiscover.contoso.com:443 cannot be reached.',
        'Tried to connect to lyncdiscover.contoso.com:443 (203.0.113.24). The answer was',
        'a refusal: the machine is there, nothing listens on this port.',
        '',
        'ERROR lyncdiscover.contoso.com:443 cannot be reached [net-443-web-closed]',
        '  Tried to connect to lyncdiscover.contoso.com:443 (203.0.113.24). The answer',
        '  was a refusal: the machine is there, nothing listens on this port. A firewall',
        '  blocks the port, the listener of the reverse proxy or load balancer is missing',
        '  or down, or DNS holds the wrong address.',
        '  To do: The network administrator opens TCP 443 to the listener (bridged to',
        '  4443 on the servers for outside clients) and compares the address in DNS with',
        '  the listener.',
        '  - c2: connection to lyncdiscover.contoso.com:443, how it ended (step "Do',
        '    root.https")',
        '',
      ].join('\n'),
    );
  });

  it('keeps to the width except for words that are longer', () => {
    for (const { fail } of Object.values(cases)) {
      const lines = findingsText(judge(fail), fail, 60).split('\n');
      expect(lines.filter((line) => line.length > 60 && line.trim().split(' ').length > 2)).toEqual([]);
    }
  });

  it('says that all is well in two lines', () => {
    const session = walk({ target: { hasPassword: false } });
    expect(findingsText(judge(session), session).split('\n')[0]).toBe('Everything that needs no password works.');
  });
});

describe('the verdict card', () => {
  it('says to each what is theirs, with the commands filled in and nothing made up', () => {
    const session = cases['auth-user-not-sip-enabled'].fail;
    const text = cardText(judge(session));
    expect(text).toMatch(/^For the user\n {2}Your password is right/);
    expect(text).toContain('    Get-CsUser "lenea@contoso.com" |');
    expect(text).toMatch(/Three\s+later\s+steps\s+were\s+skipped/);
  });

  it('rests every sentence on evidence of the session', () => {
    for (const { fail } of Object.values(cases)) {
      const { caller, helpdesk, admin, findings } = judge(fail);
      const statements = [caller, ...helpdesk, ...admin.sentences];
      expect(statements.filter(({ text }) => text === '')).toEqual([]);
      if (fail.steps.length > 0) expect(statements.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
      const known = findings.flatMap(({ evidence }) => evidence);
      expect(caller.evidence.every((one) => one.stepId !== undefined || known.includes(one))).toBe(true);
    }
  });

  it('puts no quotation of a strange address into a command', () => {
    const target = { sipAddress: 'a";Remove-Item x@contoso.com', hasPassword: true };
    const session = { ...cases['auth-user-not-sip-enabled'].fail };
    const { admin } = judge({ ...session, target: { ...session.target, ...target } });
    expect(admin.commands.join(' ')).not.toContain('Remove-Item');
  });
});

describe('evidenceText', () => {
  const session = cases['tls-expired'].fail;

  it.each([
    [
      { connectionId: 'c2', part: 'tls.chain.0' },
      'c2: connection to lyncdiscover.contoso.com:443, its certificate (step "Do root.https")',
    ],
    [
      { connectionId: 'c2', part: 'tls.chain.1' },
      'c2: connection to lyncdiscover.contoso.com:443, certificate 2 of its chain (step "Do root.https")',
    ],
    [
      { exchangeId: 'x1', part: 'response.body:AccessLocation="Internal"' },
      'x1: GET http://lyncdiscover.contoso.com/?sipuri=lenea@contoso.com, the answer says AccessLocation="Internal" (step "Do root.http")',
    ],
    [
      { lookupId: 'l1', part: 'answer' },
      'l1: DNS A lyncdiscoverinternal.contoso.com, its answer (step "Do dns.discovery-name")',
    ],
    [{ stepId: 's1', part: 'outcome' }, 'Do walk'],
    [{ exchangeId: 'x99', part: 'response.status' }, 'exchange x99, the status of the answer'],
  ])('%o', (evidence, words) => {
    expect(evidenceText(evidence, session)).toBe(words);
  });
});
