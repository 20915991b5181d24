import { createBilling, type Billing } from '@farthing/engine'
import { runBill, type BillResult } from '../bill/run-bill.js'
import { startProgress } from '../output/progress.js'
import type { Terminal } from '../terminal.js'
import type { Source } from './open-source.js'

export interface BilledFiles {
  readonly billing: Billing
  readonly result: BillResult
}

/** Invoices every ended period of the files as `bill` does. What was recorded after the moment of the command is late then. */
export async function billFiles({ book, storage, clock, tenant }: Source, { file, refusals }: NonNullable<Source['input']>, terminal: Terminal): Promise<BilledFiles> {
  const progress = startProgress(terminal, 'Reading events', file.bytes)
  try {
    const result = await runBill({ book, file, storage, refusals, clock, tenant, period: undefined, account: undefined, onBytes: progress.advance })
    return { billing: createBilling({ catalog: book.catalog, storage, clock, tenant }), result }
  } finally {
    progress.stop()
  }
}
