import { memory } from '@farthing/adapters-memory'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleBilling } from '../test/sample-billing.js'

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

describe('imports of balances', () => {
  // 100 runs, because each is some fifty transactions.
  it('come to the same in any order, in any pieces, tried before or repeated (V-ONCE)', async () => {
    await fc.assert(
      fc.asyncProperty(balances, fc.array(fc.record({ take: fc.array(fc.nat({ max: 4 }), { maxLength: 6 }), dryRun: fc.boolean() }), { maxLength: 6 }), async (rows, calls) => {
        const [once, other] = [sampleBilling({ storage: memory() }), sampleBilling({ storage: memory() })]
        for (const billing of [once, other]) await billing.imports.subscriptions({ rows: [subscription] })
        const { counts } = await once.imports.balances({ rows })
        const good = rows.filter(({ account, amount }) => account === 'acme' && Number(amount) > 0)
        expect(counts).toEqual({ received: rows.length, imported: good.length, unchanged: 0, refused: rows.length - good.length })

        for (const { take, dryRun } of calls) await other.imports.balances({ rows: take.flatMap((index) => rows[index] ?? []), dryRun })
        const last = await other.imports.balances({ rows: [...rows].reverse() })
        expect(last.counts.imported + last.counts.unchanged).toBe(good.length)
        expect(await bookOf(other)).toEqual(await bookOf(once))
      }),
      { numRuns: 100 },
    )
  })

  // 100 runs, for the same reason.
  it('leave no revenue and no allowance behind, whatever they are of', async () => {
    await fc.assert(
      fc.asyncProperty(balances, async (rows) => {
        const billing = sampleBilling({ storage: memory() })
        await billing.imports.subscriptions({ rows: [subscription] })
        await billing.imports.balances({ rows })
        const { trial } = await bookOf(billing)
        expect(trial.filter(({ account: { role }, balanceMinor }) => (role === 'revenue' || role === 'allowances') && balanceMinor !== '0')).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
