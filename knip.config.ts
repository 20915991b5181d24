import type { KnipConfig } from 'knip'

export default {
  tags: ['-lintignore'],
  workspaces: {
    '.': {
      entry: ['scripts/run.mjs', 'scripts/{start,test/test,check/check,build/build,mutation/mutation}.ts', 'scripts/**/*.test.ts'],
      project: ['scripts/**/*.{ts,mjs,js}', '*.config.{ts,js}', '.dependency-cruiser.js'],
    },
    'packages/*': {
      entry: ['src/{index,cli,memory,postgres}.ts', 'src/{schemas,testing,conformance}/index.ts', 'src/**/*.test-d.ts'],
      project: ['**/*.ts'],
    },
    conformance: { entry: ['run.ts'], project: ['**/*.ts'] },
    bench: { entry: ['run.ts', '*.bench.ts'], project: ['**/*.ts'] },
    torture: { project: ['**/*.ts'] },
    'examples/*': { entry: ['*.ts'], project: ['**/*.ts'] },
  },
} satisfies KnipConfig
