/**
 * Who may import whom: the table of docs/architecture.md as rules. `only` reads "these files import nothing but …";
 * Node's own modules count as 'core' and are allowed only where said.
 */
const SESSION = '^shared/(session/|clients/(needs|profiles)\\.ts$|ipc\\.ts$|failure\\.ts$|result\\.ts$|sweep/model\\.ts$)';
const PROTOCOL = '^shared/protocol/';
const AUDITS = '^shared/audits/';
const SHARED = '^shared/';
const WALK = '^main/(service/|sweep/|(?!index\\.ts$)[^/]+\\.ts$)';
const npm = (...names) => names.map((name) => `^node_modules/(@types/)?${name}/`);

const only = (name, from, allowed, { core = false, fromNot } = {}) => ({
  name,
  severity: 'error',
  from: { path: from, ...(fromNot ? { pathNot: fromNot } : {}) },
  to: { pathNot: allowed, ...(core ? { dependencyTypesNot: ['core'] } : {}) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'electron-only-in-the-shell',
      severity: 'error',
      from: { pathNot: '^(main/electron/|main/index\\.ts$|preload/|tests/)' },
      to: { path: ['^electron$', ...npm('electron')] },
    },
    // What a sweep keeps of a judgement is named in its words: types alone.
    only('shared-record', SESSION, [SESSION, '^shared/audits/audit\\.ts$']),
    only('shared-sweep', '^shared/sweep/(?!model|readSummary)', [SHARED, ...npm('ical.js')]),
    only('shared-schemas', '^shared/(ipcSchemas|sweep/readSummary)\\.ts$', [SESSION, '^shared/', ...npm('zod')]),
    only('shared-protocol', PROTOCOL, [PROTOCOL, SESSION, ...npm('fast-xml-parser')]),
    // The matrix judges the session; its rows are read by an audit.
    only('shared-audits', AUDITS, [AUDITS, PROTOCOL, SESSION, '^shared/clients/(?!matrix)']),
    only('shared-clients', '^shared/clients/(?!needs|profiles)', ['^shared/clients/', AUDITS, PROTOCOL, SESSION]),
    only(
      'main-net',
      '^main/net/',
      [
        '^main/net/',
        SHARED,
        ...npm(
          'undici',
          'dns-packet',
          '@peculiar/x509',
          'reflect-metadata',
          'js-md4',
          'proxy-from-env',
          'pkijs',
          'asn1js',
          'xml-crypto',
        ),
      ],
      {
        core: true,
      },
    ),
    only('main-engine', '^main/engine/', ['^main/(engine|net)/', SHARED], { core: true }),
    // A flow can only speak through its step.
    only('main-flows', '^main/flows/', [
      '^main/flows/',
      '^main/engine/',
      '^main/net/(ntlm|spnego|tlsDsk|certProv)/',
      PROTOCOL,
      SESSION,
      // It makes requests through the fetch it is given: the step's.
      ...npm('oauth4webapi', 'tldts'),
    ]),
    // One walk from request to session, for every host: main/walk.ts with what reads the request, and main/service.
    only('main-walk', WALK, [WALK, '^main/(engine|flows|net)/', SHARED, '^lab/(index|types)\\.ts$'], { core: true }),
    only(
      'main-electron',
      '^main/(electron/|index\\.ts$)',
      ['^main/electron/', WALK, SHARED, '^electron$', ...npm('electron')],
      { core: true },
    ),
    only('preload', '^preload/', ['^preload/', '^shared/(ipc|sweep/model)\\.ts$', '^electron$', ...npm('electron')]),
    only('host', '^host/', ['^host/', WALK, SHARED, ...npm('ws', 'zod', 'open')], { core: true }),
    only('cli', '^cli/', ['^cli/', '^host/', WALK, '^main/engine/', SHARED, '^lab/', ...npm('commander')], {
      core: true,
    }),
    only('renderer', '^renderer/', [
      '^renderer/',
      SHARED,
      ...npm(
        'react',
        'react-dom',
        'zustand',
        '@codemirror',
        '@lezer',
        '@tanstack',
        '@peculiar/x509',
        'reflect-metadata',
      ),
    ]),
    {
      name: 'renderer-without-schemas',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^shared/(ipcSchemas|sweep/readSummary)' },
    },
    {
      // A codec bug must not hide by being on both sides.
      name: 'lab-shares-nothing',
      severity: 'error',
      from: { path: '^lab/' },
      to: { path: '^(main|shared|renderer|host|cli|preload)/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^(main|shared|renderer|host|cli|preload|lab)/' },
      to: { path: '^(tests|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs'],
      extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
    },
  },
};
