import { memory } from '@farthing/adapters-memory'
import { epochMsOf, instantOfEpochMs, sum } from '@farthing/core'
import { createBilling, fixedClock } from '@farthing/engine'
import { defineCatalog, graduated, plan } from '@farthing/pricing'

const start = epochMsOf('2026-01-01T00:00:00.000000Z')
const quarters = 31 * 96
const batch = 10_000

/** An invoiced January of one account in memory, with everything around it that a host has. */
export interface BilledMonth {
  /** Ingests one more late event. */
  arrive(): Promise<void>
  /** Takes it: finds it, measures, rates, and corrects the invoice. */
  correct(): Promise<void>
}

/** A month whose events stand evenly in its 2,976 quarter hours, ingested, sealed and invoiced. */
export async function billedMonth(events: number, evidence: 'merkle' | 'none'): Promise<BilledMonth> {
  const catalog = defineCatalog({
    meters: { used: sum({ event: 'used', value: 'value', evidence }) },
    plans: { pro: plan({ currency: 'EUR', every: 'month' }, { used: graduated('used', [{ upTo: '1000', unit: '0.01' }, { unit: '0.007' }]) }) },
  })
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-02-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-01-01', zone: 'UTC' })
  const used = (index: number, value: string) => {
    const time = instantOfEpochMs(start + (index % quarters) * 900_000 + (index % 900) * 1_000)
    return { id: `e${index}`, source: 'api', type: 'used', subject: 'acme', time, data: { value } }
  }
  for (let done = 0; done < events; done += batch) {
    const count = Math.min(batch, events - done)
    await billing.events.ingest(Array.from({ length: count }, (_, index) => used(done + index, '3')))
  }
  await billing.invoices.issue({ key: 'january', account: 'acme', period: '2026-01' })
  let late = events
  return {
    async arrive() {
      await billing.events.ingest([used(late, '900001')])
      late += 1
    },
    async correct() {
      const { corrected } = await billing.corrections.takeLate()
      if (corrected[0]?.correction === undefined) throw new Error('a late event changes nothing')
    },
  }
}
