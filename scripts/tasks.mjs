/**
 * The root scripts: which source file runs, and whether relative paths on the command line mean the user's folder
 * (`keepFolder`) or the repository.
 *
 * @typedef {{ readonly source: string, readonly keepFolder?: boolean }} Task
 * @type {Readonly<Record<string, Task>>}
 */
export const tasks = {
  start: { source: 'scripts/start.ts' },
  farthing: { source: 'packages/farthing/src/cli.ts', keepFolder: true },
  test: { source: 'scripts/test/test.ts', keepFolder: true },
  check: { source: 'scripts/check/check.ts' },
  build: { source: 'scripts/build/build.ts' },
  conformance: { source: 'conformance/run.ts', keepFolder: true },
  bench: { source: 'bench/run.ts', keepFolder: true },
  torture: { source: 'torture/run.ts' },
  mutation: { source: 'scripts/mutation/mutation.ts' },
  'postgres-versions': { source: 'scripts/postgres-versions/postgres-versions.ts' },
}
