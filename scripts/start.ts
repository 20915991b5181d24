import { spawnSync } from 'node:child_process'
import { inRoot } from './workspace/root.js'

/*
 * npm start: `farthing bill` on the committed demo data, as of two days after its month ended.
 * Options go to the command: npm start -- --json
 */

const demo = 'examples/0-demo'
const bill = ['bill', '--events', `${demo}/events.ndjson`, '--book', `${demo}/book.json`, '--as-of', '2026-11-02T12:00:00Z']
const command = [inRoot('packages/farthing/src/cli.ts'), ...bill, ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [...process.execArgv, ...command], { cwd: inRoot(), stdio: 'inherit' })

// The demo events hold one conflict on purpose, which is what exit code 3 says.
const conflictOnly = 3
process.exitCode = status === conflictOnly ? 0 : (status ?? 1)

if (process.exitCode === 0) {
  console.error(`
That was: farthing ${bill.join(' ')}
The refused line is deliberate: it repeats an event under the same id with another count.

Next:
  npm run farthing -- bill --help                your own events and price book
  npm run farthing -- ${bill.join(' ')} --out invoices
  npm run farthing -- explain invoices/…         every figure of an invoice, step by step
  examples/1-first-invoice/main.ts               one invoice with the library, in thirty lines
  docs/README.md                                 tutorial, how-to, reference, explanation`)
}
