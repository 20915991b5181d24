import { inRoot } from '../workspace/root.js'
import { runTool } from '../workspace/run-command.js'

/*
 * npm run mutation [-- --mutate FILE]
 * Stryker changes the arithmetic and the price models one operator at a time; a change that no test notices is listed.
 * Exit code 1 when fewer than 85 % of the changes are noticed.
 */

const args = ['run', inRoot('scripts/mutation/stryker.config.json'), ...process.argv.slice(2)]
const { code } = await runTool('stryker', args, { show: true })
process.exitCode = code === 0 ? 0 : 1
