import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'
import { failureIn } from '../test/sample-billing.js'

/** Three accounts with 100, 200 and 300 calls: 30.00, 40.00 and 50.00. */
async function three() {
  const storage = memory()
  const billing = runBilling({ storage })
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    await subscribe(billing, id)
    await callsOf(billing, id, (index + 1) * 100)
  }
  return { storage, billing }
}

const october = { key: 'october', period: '2026-10', mode: 'commit' } as const

describe('runs', () => {
  it('issue what is due of every account, once', async () => {
    const { billing } = await three()
    const run = await billing.runs.start(october)
    expect(run).toMatchObject({ id: 'october', status: 'planning', accounts: 0 })
    const summary = await billing.runs.complete('october')
    expect(summary).toMatchObject({
      run: { status: 'ended', accounts: 3 },
      accounts: { pending: 0, done: 3, held: 0, cleared: 0 },
      documents: { issued: 3, failed: 0 },
      totals: [{ currency: 'EUR', net: '120', tax: '0', gross: '120', documents: 3 }],
    })
    expect(await billing.runs.complete('october')).toEqual(summary)
    const again = await billing.runs.complete((await billing.runs.start({ ...october, key: 'again' })).id)
    expect(again).toMatchObject({ documents: { issued: 0, present: 3 }, totals: [] })
    expect((await billing.invoices.list()).items.map(({ account, totals }) => [account, totals.gross])).toEqual(expect.arrayContaining([['a', '30'], ['b', '40'], ['c', '50']]))
  })

  it('preview what they would issue, and keep nothing but the run', async () => {
    const { billing } = await three()
    await billing.runs.start({ ...october, key: 'preview', mode: 'preview' })
    const preview = await billing.runs.complete('preview')
    expect((await billing.invoices.list()).items).toEqual([])
    expect((await billing.ledger.list()).items).toEqual([])
    await billing.runs.start(october)
    const commit = await billing.runs.complete('october')
    expect(preview.totals).toEqual(commit.totals)
    expect(await failureIn(() => billing.runs.get('none'))).toMatchObject({ code: 'run.unknown' })
  })
})
