import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tarballFolder, tarballs } from '../../pack/tarballs.js'
import { checked, type Step } from '../../steps/step.js'
import { pnpm } from '../../workspace/pnpm.js'

/** Packs every package as publishing would, with `publishConfig` applied and workspace ranges replaced. */
export const pack: Step = {
  name: 'pack',
  needs: ['build'],
  async run() {
    await rm(tarballFolder, { recursive: true, force: true })
    const { code, output } = await pnpm(['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', tarballFolder])
    const missing = tarballs().filter(({ file }) => !existsSync(file))
    return checked(code === 0 && missing.length === 0, `${tarballs().length} tarballs`, output)
  },
}
