import { join } from 'node:path'
import { inRoot } from '../../workspace/root.js'
import { runCommand } from '../../workspace/run-command.js'
import { caseOf, type Case } from './case.js'

/** The installed command answers `--help` and bills the demo events. */
export async function runInstalledCommand(host: string): Promise<readonly Case[]> {
  const farthing = join(host, 'node_modules', '.bin', 'farthing')
  const help = await runCommand(farthing, ['--help'], { folder: host })
  const demo = inRoot('examples', '0-demo')
  const files = ['--events', join(demo, 'events.ndjson'), '--book', join(demo, 'book.json')]
  const bill = await runCommand(farthing, ['bill', ...files, '--json'], { folder: host })
  return [
    caseOf('farthing --help', help.code === 0 && help.stdout.includes('bill'), help.output),
    caseOf('farthing bill --json', hasInvoices(bill.stdout), bill.output.slice(0, 2000)),
  ]
}

function hasInvoices(stdout: string): boolean {
  try {
    const { invoices } = JSON.parse(stdout) as { readonly invoices?: unknown }
    return Array.isArray(invoices) && invoices.length > 0
  } catch {
    return false
  }
}
