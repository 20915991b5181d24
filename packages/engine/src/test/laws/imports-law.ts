import { memory } from '@farthing/adapters-memory'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { sampleBilling } from '../sample-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

const subscription = { reference: 'sub', id: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' }
const balances = fc.uniqueArray(
  fc.record({
    reference: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    account: fc.constantFrom('acme', 'nobody'),
    kind: fc.constantFrom('receivable', 'paid_credit', 'promotional_credit'),
    amount: fc.integer({ min: -1, max: 500 }).map(String),
    currency: fc.constant('EUR'),
  }),
  { selector: ({ reference }) => reference, maxLength: 5 },
)

/** Everything that imports leave, without the times and places of records. */
async function bookOf(billing: ReturnType<typeof sampleBilling>) {
  const [trial, items, grants] = [await billing.ledger.trialBalance(), await billing.ledger.openItems('acme'), await billing.credits.list({ account: 'acme' })]
  return { trial, items: items.map(({ item, amountMinor }) => `${item ?? ''} ${amountMinor}`).sort(), grants: grants.items.map(({ id }) => id).sort() }
}

const anyCalls = fc.array(fc.record({ take: fc.array(fc.nat({ max: 4 }), { maxLength: 6 }), dryRun: fc.boolean() }), { maxLength: 6 })

/**
 * Balances that are imported in any order, in any pieces, tried before or repeated come to what they come to at once, in memory (V-ONCE); and they leave no revenue
 * and no allowance behind. A run is some fifty transactions.
 */
export async function checkImports(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(balances, anyCalls, (rows, calls) => onStorage(subject, async (storage) => {
      const [once, other] = [sampleBilling({ storage: memory() }), sampleBilling({ storage })]
      for (const billing of [once, other]) await billing.imports.subscriptions({ rows: [subscription] })
      const { counts } = await once.imports.balances({ rows })
      const good = rows.filter(({ account, amount }) => account === 'acme' && Number(amount) > 0)
      expect(counts).toEqual({ received: rows.length, imported: good.length, unchanged: 0, refused: rows.length - good.length })

      for (const { take, dryRun } of calls) await other.imports.balances({ rows: take.flatMap((index) => rows[index] ?? []), dryRun })
      const last = await other.imports.balances({ rows: [...rows].reverse() })
      expect(last.counts.imported + last.counts.unchanged).toBe(good.length)
      const book = await bookOf(other)
      expect(book).toEqual(await bookOf(once))
      expect(book.trial.filter(({ account: { role }, balanceMinor }) => (role === 'revenue' || role === 'allowances') && balanceMinor !== '0')).toEqual([])
    })),
    { numRuns },
  )
}
