import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { october } from '../test/sample-billing.js'
import { endingStorage } from '../test/ending-storage.js'
import { apiAccount, calls, invoicedBilling, type InvoicedBilling } from '../test/invoiced-billing.js'

interface Workflow {
  readonly name: string
  readonly now: string
  readonly prepare: (at: (now: string) => InvoicedBilling) => Promise<unknown>
  readonly run: (billing: InvoicedBilling) => Promise<unknown>
  /** The number that a document would get afterwards. */
  readonly next: number
}

const ended = '2026-11-02T00:00:00Z'
const issue = (billing: InvoicedBilling) => billing.invoices.issue({ key: 'i', ...october })
const idOfFirst = async (billing: InvoicedBilling) => (await billing.invoices.list()).items[0]?.id ?? ''

const workflows: readonly Workflow[] = [
  { name: 'issue', now: ended, prepare: () => Promise.resolve(), run: issue, next: 2 },
  { name: 'issue of what a progressive invoice left', now: ended, prepare: (at) => at('2026-10-20T00:00:00Z').invoices.issueProgress({ key: 'p', ...october }), run: issue, next: 3 },
  { name: 'a progressive invoice', now: '2026-10-20T00:00:00Z', prepare: () => Promise.resolve(), run: (billing) => billing.invoices.issueProgress({ key: 'p', ...october }), next: 2 },
  { name: 'voiding', now: ended, prepare: (at) => issue(at(ended)), run: async (billing) => billing.invoices.transition({ key: 'v', invoice: await idOfFirst(billing), cause: 'void', reason: 'x' }), next: 2 },
  {
    name: 'a payment', now: ended, prepare: (at) => issue(at(ended)), next: 2,
    run: (billing) => billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p', amount: { amount: '7', currency: 'EUR' } }),
  },
]

/** `acme` with 300 calls, credit of both kinds and an adjustment: 20.00 and 30.00, less 5.00, 10.00 and 15.00. */
async function prepared({ prepare }: Workflow): Promise<Storage> {
  const storage = memory()
  const at = (now: string) => invoicedBilling({ storage, now })
  await apiAccount(at('2026-10-01T00:00:00Z'), 'acme')
  await calls(at('2026-10-14T10:00:00Z'), 300)
  const billing = at('2026-10-15T00:00:00Z')
  for (const [kind, amount] of [['promotional', '10'], ['paid', '15']] as const) {
    await billing.credits.grant({ key: kind, account: 'acme', kind, currency: 'EUR', amount, effectiveAt: '2026-10-01T00:00:00Z' })
  }
  await billing.adjustments.record({ key: 'a', kind: 'amount', account: 'acme', currency: 'EUR', amount: '-5', label: 'Sorry', reason: 'outage', effectiveAt: '2026-10-20T00:00:00Z' })
  await prepare(at)
  return storage
}

/** All that a workflow can change, the next number included. */
async function stateOf(storage: Storage): Promise<unknown> {
  const billing = invoicedBilling({ storage })
  const invoices = (await billing.invoices.list()).items
  const statuses = await Promise.all(invoices.map(({ id }) => billing.invoices.status(id)))
  const stored = await storage.transaction('default', async ({ outbox, carries }) => ({
    outbox: await outbox.read('acme'),
    carry: (await carries.latest({ subscription: 'acme', side: 'retail', until: '2026-11-01T00:00:00.000000Z' })) ?? null,
  }))
  return {
    invoices, statuses, ...stored, next: await nextNumber(storage),
    ledger: (await billing.ledger.list()).items,
    movements: (await billing.credits.movements()).items,
    adjustments: (await billing.adjustments.list()).items,
  }
}

async function nextNumber(storage: Storage): Promise<number> {
  let next = 0
  await expect(
    storage.transaction('default', async ({ documents }) => {
      next = await documents.nextNumber('INV')
      throw new Error('given back')
    }),
  ).rejects.toThrow('given back')
  return next
}

describe('a process that ends at any call of a store', () => {
  it.each(workflows)('leaves nothing of $name: no number, no credit, no message', async (workflow) => {
    const { now, run, next } = workflow
    const reference = await prepared(workflow)
    const whole = endingStorage(reference)
    const result = await run(invoicedBilling({ storage: whole, now }))
    const wanted = await stateOf(reference)
    expect(wanted).toMatchObject({ next })
    expect(whole.calls(), 'calls at which it can end').toBeGreaterThan(10)

    const storage = await prepared(workflow)
    const before = await stateOf(storage)
    for (let call = 1; call <= whole.calls(); call += 1) {
      for (const done of [false, true]) {
        const ending = endingStorage(storage, { call, done })
        const outcome = run(invoicedBilling({ storage: ending, now })).catch((error: unknown) => error)
        const after = `${done ? 'after' : 'before'} call ${call}`
        expect(await outcome, after).toBeInstanceOf(Error)
        expect(await stateOf(storage), after).toEqual(before)
      }
    }
    expect(await run(invoicedBilling({ storage, now }))).toEqual(result)
    expect(await stateOf(storage)).toEqual(wanted)
    expect(await run(invoicedBilling({ storage, now: '2026-12-24T00:00:00Z' }))).toEqual(result)
  })
})
