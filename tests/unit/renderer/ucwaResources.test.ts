/** UCWA's resources as a tree: published answers in both forms, and answers that are made to break it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StepKind } from '../../../shared/session/model.js';
import { resourceTreeOf, type ResourceNode } from '../../../renderer/services/resources.js';
import { Builder } from '../audits/build.js';

const base = 'https://web.contoso.com';
const sample = (name: string): string =>
  readFileSync(new URL(`../../fixtures/ucwa/${name}`, import.meta.url), 'utf8').replace(/^SOURCE:.*\r?\n/, '');
const json = [['Content-Type', 'application/json; charset=utf-8']] as const;
const xml = [['Content-Type', 'application/vnd.microsoft.com.ucwa+xml']] as const;

interface Said {
  readonly kind: StepKind;
  readonly method?: string;
  readonly path: string;
  readonly body: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly status?: number;
}

function treeOf(...answers: readonly Said[]) {
  const build = new Builder();
  const ids = answers.map(({ kind, method = 'GET', path, body, headers = json, status = 200 }) =>
    build.exchange(build.step(kind), base + path, { method, body, headers, status }),
  );
  return { tree: resourceTreeOf(build.session()), ids };
}

const all = (nodes: readonly ResourceNode[]): readonly ResourceNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children)]);
const named = (nodes: readonly ResourceNode[], rel: string): ResourceNode | undefined =>
  all(nodes).find((node) => node.rel === rel);

const application = sample('application-201.json');
const pathOf = (rel: string): string => {
  const { _links, _embedded } = JSON.parse(application) as {
    readonly _links: Readonly<Record<string, { readonly href: string }>>;
    readonly _embedded: Readonly<Record<string, { readonly _links: { readonly self: { readonly href: string } } }>>;
  };
  return _links[rel]?.href ?? _embedded[rel]?._links.self.href ?? '';
};
const created: Said = {
  kind: 'ucwa.create',
  method: 'POST',
  path: '/ucwa/oauth/v1/applications',
  body: application,
  status: 201,
};

describe('published answers', () => {
  test('the application holds what came with it, and what was read later is where it is linked', () => {
    const { tree, ids } = treeOf(
      created,
      { kind: 'ucwa.read', path: pathOf('policies'), body: sample('policies-200.xml'), headers: xml },
      { kind: 'ucwa.events', path: pathOf('events'), body: sample('events-200.json') },
    );
    expect(tree.roots).toHaveLength(1);
    const [root] = tree.roots;
    expect(root).toMatchObject({ rel: 'application', state: 'read', form: 'JSON', exchangeId: ids[0] });
    expect(root?.children.map(({ rel }) => rel)).toEqual(
      expect.arrayContaining(['me', 'people', 'onlineMeetings', 'communication', 'policies', 'events']),
    );
    expect(named(tree.roots, 'me')).toMatchObject({ state: 'embedded', exchangeId: ids[0] });
    expect(named(tree.roots, 'policies')).toMatchObject({ state: 'read', form: 'XML', exchangeId: ids[1] });
    expect(named(tree.roots, 'policies')?.properties.length).toBeGreaterThan(3);
    const events = named(tree.roots, 'events');
    expect(events).toMatchObject({ state: 'read', exchangeId: ids[2] });
    expect(events?.children.length).toBeGreaterThan(0);
    expect(events?.children.every(({ state }) => state === 'event')).toBe(true);
    const link = all(tree.roots).find(({ state }) => state === 'linked');
    expect(link?.exchangeId).toBeUndefined();
  });

  test('events are the same in XML', () => {
    const rels = (form: 'json' | 'xml'): readonly (string | undefined)[] => {
      const headers = form === 'json' ? json : xml;
      const { tree } = treeOf({ kind: 'ucwa.events', path: '/e', body: sample(`events-200.${form}`), headers });
      return tree.roots[0]?.children.map(({ rel }) => rel) ?? [];
    };
    expect(rels('xml').length).toBeGreaterThan(0);
    expect(rels('json').length).toBeGreaterThan(0);
    expect([...rels('json'), ...rels('xml')].every((rel) => /^\w+ \w+$/.test(rel ?? ''))).toBe(true);
  });

  test('hidden values stay hidden', () => {
    const { tree } = treeOf({
      ...created,
      body: application.replace(/("id"|"userAgent")\s*:\s*"[^"]*"/g, '$1:"****"'),
    });
    expect(tree.roots[0]?.properties.map(([, value]) => value)).toContain('****');
  });
});

describe('answers that are made to break it', () => {
  test('links that lead back are not followed again', () => {
    const link = (rel: string, href: string) => ({ [rel]: { href } });
    const resource = (rel: string, href: string, ...links: readonly object[]): string =>
      JSON.stringify({ rel, _links: Object.assign({ self: { href } }, ...links) as object });
    const { tree } = treeOf(
      { ...created, body: resource('application', '/a', link('me', '/a/me'), link('policies', '/a/p')) },
      {
        kind: 'ucwa.read',
        path: '/a/me',
        body: resource('me', '/a/me', link('application', '/a'), link('policies', '/a/p')),
      },
      {
        kind: 'ucwa.read',
        path: '/a/p',
        body: resource('policies', '/a/p', link('me', '/a/me'), link('self2', '/a/p')),
      },
    );
    expect(tree.roots).toHaveLength(1);
    expect(all(tree.roots).filter(({ state }) => state === 'read')).toHaveLength(3);
    expect(all(tree.roots).filter(({ state }) => state === 'again').length).toBeGreaterThan(2);
    expect(new Set(all(tree.roots).map(({ id }) => id)).size).toBe(tree.count);
  });

  test('five thousand links are cut, and said to be', () => {
    const links = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`l${at}`, { href: `/a/${at}` }]));
    const { tree } = treeOf({ ...created, body: JSON.stringify({ rel: 'application', _links: links }) });
    expect(tree).toMatchObject({ isCut: true, count: 1000 });
    expect(all(tree.roots)).toHaveLength(1000);
  });

  test('what is no resource says so and leads to its exchange', () => {
    const html = [['Content-Type', 'text/html']] as const;
    const { tree, ids } = treeOf(
      { ...created, body: '<html>', headers: html },
      { kind: 'ucwa.read', path: '/p', body: '{"rel":', headers: json },
      { kind: 'ucwa.read', path: '/q', body: '', status: 503 },
    );
    expect(tree.roots.map(({ state, exchangeId }) => [state, exchangeId])).toEqual(ids.map((id) => ['unreadable', id]));
    expect(tree.roots.every(({ note }) => note !== undefined && note !== '')).toBe(true);
  });

  test('a walk without UCWA has no tree', () => {
    expect(treeOf({ kind: 'root.json', path: '/', body: '{"rel":"root"}' }).tree.roots).toEqual([]);
  });
});
