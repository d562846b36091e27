/** Says at the end of a Playwright run which tests did not run and why, so that nobody takes a skip for a pass. */
import type { Reporter, TestCase } from '@playwright/test/reporter';
import { appendFileSync } from 'node:fs';

export default class LoudSkipReporter implements Reporter {
  readonly #skips = new Map<string, string[]>();

  onTestEnd(test: TestCase): void {
    if (test.outcome() !== 'skipped') return;
    const why = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given';
    this.#skips.set(why, [...(this.#skips.get(why) ?? []), test.titlePath().slice(1).join(' › ')]);
  }

  onEnd(): void {
    const line = '!'.repeat(78);
    for (const [why, tests] of this.#skips) {
      const names = tests.map((name) => `!   ${name}`).join('\n');
      console.log(`\n${line}\n! NOT RUN: ${tests.length} tests, because ${why}\n${names}\n${line}`);
      if (process.env['GITHUB_ACTIONS'] === undefined) continue;
      console.log(`::warning title=Tests not run::${tests.length} tests, because ${why}`);
      const summary = process.env['GITHUB_STEP_SUMMARY'];
      if (summary !== undefined) appendFileSync(summary, `\n> [!WARNING]\n> ${tests.length} tests not run: ${why}\n`);
    }
  }

  printsToStdio(): boolean {
    return false; // beside the list reporter, not instead of it
  }
}
