// Import directions (docs/architecture.md). Two views of the same code are cruised: the sources, where an import for types counts like any other, and
// `dist`, where only what is loaded at run time is left. Workflows may name the types of activities but never load them; circles between types are
// harmless, circles at run time are not.

/** Which rooms each room may import, besides itself and `domain`. */
const mayImport = {
  domain: [],
  mapping: [],
  actimo: [],
  dataverse: [],
  ledger: [],
  reports: [],
  config: [],
  converge: ['actimo', 'dataverse', 'ledger', 'mapping'],
  activities: ['actimo', 'config', 'converge', 'dataverse', 'ledger', 'mapping', 'reports', 'workflows'],
  // For types, and for code without any effect: see workflows-load-only-pure-code.
  workflows: ['activities', 'config', 'converge', 'ledger', 'mapping', 'reports'],
  stack: [],
  worker: ['activities', 'actimo', 'config', 'converge', 'dataverse', 'ledger', 'reports', 'workflows'],
  client: ['activities', 'actimo', 'config', 'converge', 'dataverse', 'ledger', 'mapping', 'reports', 'stack', 'workflows', 'worker'],
};

const directions = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `${room}-imports-only-below`,
  comment: `src/${room} may import ${[...new Set([...allowed, 'domain'])].join(', ')} and libraries`,
  severity: 'error',
  from: { path: `^(dist/)?src/${room}/` },
  to: { path: '^(dist/)?src/', pathNot: `^(dist/)?src/(${[...allowed, room, 'domain'].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'only-through-the-door',
      comment: "another room's index.ts says what it offers; the rest of it is its own business",
      severity: 'error',
      // Workflows load single pure files, a door would load the whole room; and their own index.ts is what is bundled, all of it workflows, so that
      // others take messages and types from the file that has them.
      from: { path: '^src/([^/]+)/', pathNot: '^src/workflows/' },
      to: { path: '^src/(?!domain/|workflows/)[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'bench-only-through-the-door',
      comment: 'what is measured is what other rooms use',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'sandbox-and-src-share-nothing',
      comment: 'a mistake in shared code would be made on both sides and cancel out',
      severity: 'error',
      from: { path: '^(dist/)?sandbox/' },
      to: { path: '^(dist/)?src/' },
    },
    {
      name: 'src-does-not-know-the-sandbox',
      severity: 'error',
      from: { path: '^(dist/)?src/' },
      to: { path: '^(dist/)?(sandbox|test|tools|bench)/' },
    },
    {
      name: 'workflows-load-only-pure-code',
      comment:
        'what a workflow loads, however far away, runs again on every replay: no Node built-ins, no libraries (zod costs memory per cached workflow)',
      severity: 'error',
      from: { path: '^dist/src/workflows/' },
      to: { reachable: true, pathNot: ['^dist/src/', '^node_modules/@temporalio/(workflow|common)/'] },
    },
    {
      name: 'domain-and-mapping-do-no-io',
      comment: 'domain/package-root.ts only looks for the folder that it lies in, and is not behind the door',
      severity: 'error',
      from: { path: '^src/(domain|mapping)/', pathNot: '^src/domain/package-root\\.ts$' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|net|http|https|child_process|dns|tls|worker_threads)' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: '^dist/' },
      to: { circular: true },
    },
    {
      name: 'no-library-for-development-only',
      comment: 'it is not there where the package is installed for use',
      severity: 'error',
      from: { path: '^(src|sandbox)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // dependency-cruiser knows TypeScript up to 6 through its compiler API, which TypeScript 7 does not have; swc reads both views.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
