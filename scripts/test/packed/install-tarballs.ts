import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tarball } from '../../pack/tarballs.js'
import { readRootManifest } from '../../workspace/packages.js'
import { runCommand } from '../../workspace/run-command.js'

/**
 * A host's project outside of the repository, into which npm has installed the tarballs. Optional peers are there too,
 * because the sub-paths `./schemas` and `./testing` need them.
 *
 * @throws Error with npm's output when the installation fails.
 */
export async function installTarballs(tarballs: readonly Tarball[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'farthing-host-'))
  const { devDependencies } = readRootManifest()
  const peers = [...['zod', 'fast-check', '@types/node'].map((name) => [name, devDependencies[name] ?? '*'] as const), ['pg', '^8.11.0'] as const]
  const packages = tarballs.map(({ package: { manifest }, file }) => [manifest.name, `file:${file}`] as const)
  const dependencies = Object.fromEntries([...packages, ...peers])
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'host', private: true, dependencies }, null, 2))

  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error']
  const { code, output } = await runCommand('npm', ['install', ...options], { folder })
  if (code !== 0) throw new Error(`npm install of the tarballs failed:\n${output}`)
  return folder
}
