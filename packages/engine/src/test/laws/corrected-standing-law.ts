import { addAll, compare, fromMinorUnits, isFarthingError, subtract, sum } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { fixedClock } from '../../clock/fixed-clock.js'
import { createBilling } from '../../create-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '1') }) },
})
const eur = (amount: number) => ({ amount: `${amount}`, currency: 'EUR' }) as const

type Step = readonly ['use' | 'pay' | 'credit' | 'refund', number]

type Destination = 'offset' | 'refund' | 'account_credit'

async function invoiced(storage: Storage, destination: Destination) {
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now), corrections: { policy: { destination } } })
  await at('2026-10-01T00:00:00Z').subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
  const billing = at('2026-11-02T00:00:00Z')
  return { billing, invoice: await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' }) }
}

type Invoiced = Awaited<ReturnType<typeof invoiced>>

const steps: { readonly [kind in Step[0]]: (all: Invoiced, amount: number, key: string, revision: number) => Promise<unknown> } = {
  use: async ({ billing }, amount, _key, revision) => {
    await billing.events.ingestOrThrow([{ id: 'e', source: 'api', type: 'calls', subject: 'acme', time: '2026-10-06T00:00:00Z', data: { count: `${amount}` }, revision }])
    return billing.corrections.takeLate()
  },
  pay: ({ billing }, amount, key) => billing.payments.receive({ key, account: 'acme', provider: 'bank', payment: key, amount: eur(amount) }),
  credit: ({ billing, invoice }, amount, key) => billing.corrections.credit({ key, invoice: invoice.id, lines: [{ line: invoice.lines[0]?.id ?? '', amount: `${amount}` }], reason: 'Agreed' }),
  refund: async ({ billing }, amount, key) => {
    const payment = (await billing.ledger.list()).items.find(({ kind }) => kind === 'payment_received')?.reference ?? ''
    const { id } = await billing.refunds.request({ key, provider: 'bank', payment, amount: eur(amount), reason: 'Agreed', policy: 'goodwill', actor: 'ann', mode: 'account_credit' })
    await billing.refunds.approve({ key, refund: id, actor: 'bob' })
    return billing.refunds.send({ key, refund: id })
  },
}

const anyStep: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom('use' as const, 'use' as const, 'pay' as const, 'credit' as const, 'refund' as const), fc.integer({ min: 1, max: 30 }))

/**
 * Whatever comes late, is paid, credited and refunded, the status says what the book has open, and nobody is promised more than was paid.
 * A run is a whole life in an engine.
 */
export async function checkCorrectedStanding(subject: LawSubject, numRuns: number): Promise<void> {
  const destinations = fc.constantFrom<Destination>('offset', 'refund', 'account_credit')
  await fc.assert(
    fc.asyncProperty(destinations, fc.array(anyStep, { minLength: 1, maxLength: 8 }), (destination, life) =>
      onStorage(subject, async (storage) => assertStanding(await invoiced(storage, destination), life)),
    ),
    { numRuns },
  )
}

async function assertStanding(all: Invoiced, life: readonly Step[]): Promise<void> {
  const { billing, invoice: { id } } = all
  for (const [index, [kind, amount]] of life.entries()) {
    await steps[kind](all, amount, `k${index}`, index).catch((error: unknown) => {
      if (!isFarthingError(error)) throw error
    })
    const standing = await billing.invoices.status(id)
    const item = (await billing.ledger.openItems('acme')).find((each) => each.item === id)
    const { amount: open } = fromMinorUnits(item?.amountMinor ?? '0', 'EUR')
    expect([kind, subtract(standing?.open ?? '0', standing?.credit ?? '0')]).toEqual([kind, open])
    expect(standing?.status === 'paid').toBe(standing?.open === '0')
  }
  const promised = (await billing.corrections.ofInvoice(id)).map(({ destinations }) => destinations?.refund ?? '0')
  const paid = ((await billing.invoices.status(id))?.history ?? []).map(({ cause, amount = '0' }) => (cause === 'payment' ? amount : '0'))
  expect(compare(addAll(promised), addAll(paid))).toBeLessThanOrEqual(0)
  expect((await billing.reconciliation.run()).mismatches).toEqual([])
}
