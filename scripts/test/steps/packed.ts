import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tarballs } from '../../pack/tarballs.js'
import type { Step } from '../../steps/step.js'
import { compileHost } from '../packed/compile-host.js'
import { followTutorial } from '../packed/follow-tutorial.js'
import { inspectTarball } from '../packed/inspect-tarball.js'
import { installTarballs } from '../packed/install-tarballs.js'
import { loadEntryPoints } from '../packed/load-entry-points.js'
import { runInstalledCommand } from '../packed/run-installed-command.js'

/** What a host gets from npm: the tarballs, installed in a folder of their own, loaded, compiled against and run, and the first hour of a new user with them. */
export const packed: Step = {
  name: 'packed',
  needs: ['pack'],
  async run() {
    const host = await installTarballs(tarballs())
    try {
      const packages = tarballs().map((tarball) => tarball.package)
      const entryPoints = packages.flatMap((one) => one.entryPoints)
      const cases = [
        ...packages.flatMap((one) => inspectTarball(host, one)),
        ...(await loadEntryPoints(host, entryPoints)),
        ...(await compileHost(host, entryPoints)),
        ...(await runInstalledCommand(host)),
        ...(await followTutorial(join(host, 'node_modules'))),
      ]
      const failed = cases.filter((one) => one.problem !== undefined)
      const details = failed.map((one) => `${one.name}: ${one.problem ?? ''}`).join('\n')
      const summary = `${packages.length} tarballs, ${entryPoints.length} entry points`
      return { passed: cases.length - failed.length, failed: failed.length, summary, details }
    } finally {
      await rm(host, { recursive: true, force: true })
    }
  },
}
