import type { HeldWork } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { runSummary } from '../runs/run-summary.js'

export interface EndOfRun {
  readonly counts: { readonly issued: number; readonly previewed: number; readonly open: number }
  readonly held: readonly HeldWork[]
}

/** What a billing run came to, as a job tells it: an account that is held with its first reason. */
export async function endOfRun({ storage, tenant }: BillingContext, id: string): Promise<EndOfRun> {
  const { documents: { issued, previewed, open }, held } = await storage.transaction(tenant, (stores) => runSummary(stores, id))
  return {
    counts: { issued, previewed, open },
    held: held.flatMap(({ account, reasons: [failure] }): readonly HeldWork[] => (failure === undefined ? [] : [{ about: `${id} ${account}`, failure }])),
  }
}
