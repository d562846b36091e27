/** A URL never reaches a file outside the built page, on any system. */
import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { relativePagePath } from '../../../main/service/pageFiles.js';
import { contentSecurityPolicy } from '../../../main/service/pageHeaders.js';
import { isOwnPage, isTrustedSender } from '../../../main/electron/security.js';

describe('paths', () => {
  it.each([
    ['/', 'index.html'],
    ['/index.html', 'index.html'],
    ['/assets/index-BxY_12-3.js', 'assets/index-BxY_12-3.js'],
    ['/assets/', null],
    ['/../package.json', null],
    ['/%2e%2e/package.json', null],
    ['/..%2fpackage.json', null],
    ['/assets/..%5c..%5cpackage.json', null],
    ['/C:/Windows/win.ini', null],
    ['/index.html%00.js', null],
    ['/.stamp', null],
    ['/%E0%A4%A', null],
  ])('%s → %s', (pathname, relative) => {
    expect(relativePagePath(pathname)).toBe(relative);
  });

  it('stay inside the folder for any mixture of segments', () => {
    const segment = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%5c',
      '%252e',
      'a',
      'C:',
      '\\',
      '/',
      '%00',
      'index.html',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 8 }), fc.constantFrom('/', ''), (segments, separator) => {
        const relative = relativePagePath(`/${segments.join(separator)}`);
        if (relative === null) return;
        expect(path.posix.normalize(`/page/${relative}`).startsWith('/page/')).toBe(true);
        expect(path.win32.normalize(`C:\\page\\${relative}`).startsWith('C:\\page\\')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the page', () => {
  it('is only the program’s own', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(isOwnPage(url)).toBe(false);
        expect(isTrustedSender({ url, parent: null })).toBe(false);
      }),
    );
    expect(isTrustedSender({ url: 'app://lyncscope/index.html', parent: null })).toBe(true);
  });

  it('has a policy without exceptions', () => {
    const policy = contentSecurityPolicy();
    expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy.split('; ')).toContain(directive);
    }
  });
});
