import { defineConfig } from 'vitest/config'

const source = ['@farthing/source', 'node']

/** The tests of what is mutated, and no others: the folders whose every branch decides an amount. */
export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  test: { include: ['packages/core/src/money/**/*.test.ts', 'packages/pricing/src/models/**/*.test.ts'], testTimeout: 60_000 },
})
