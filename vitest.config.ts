import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Vitest gives these to Node too, for every `require`: with `import` or `module` among them it would get ES modules.
const source = ['@farthing/source', 'node']
const tests = ['packages/*/{src,test,test-server}/**/*.test.ts', 'conformance/**/*.test.ts', 'torture/**/*.test.ts', 'scripts/**/*.test.ts', 'docs/**/*.test.ts']
const postgresTests = 'packages/*/{src,test}/**/*.pg.test.ts'

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  // Where global set-ups are loaded.
  environments: { __vitest__: { resolve: { conditions: source, externalConditions: source } } },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // By default one processor of two would stay idle.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          // Whatever has one worker comes last; the number keeps the two apart.
          sequence: { groupOrder: 0 },
          // Nothing here keeps state in a module, so files share what they import: half of the time went into importing it anew.
          isolate: false,
          include: tests,
          exclude: ['**/node_modules/**', postgresTests],
          typecheck: { enabled: true, include: ['packages/*/src/**/*.test-d.ts'], tsconfig: './tsconfig.typetest.json' },
        },
      },
      {
        // A set-up of its own, so that a run without these files starts no server.
        extends: true,
        // A global set-up runs in an environment of its own, which would take the built packages: missing on a fresh clone, else old.
        environments: { __vitest__: { resolve: { conditions: source } } },
        test: {
          name: 'postgres',
          // One at a time: the databases share a server, and a transaction of any of them holds back what feeds of the others show.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          // As above: a quarter of the time went into importing the same files anew.
          isolate: false,
          include: [postgresTests],
          globalSetup: 'packages/adapters-pg/test-server/global-setup.ts',
        },
      },
    ],
  },
})
