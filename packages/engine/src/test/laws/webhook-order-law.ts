import * as fc from 'fast-check'
import { memory, mockPayments, type MockPayments } from '@farthing/adapters-memory'
import { reconcile, type LedgerTransaction } from '@farthing/ledger'
import { assertBookBalanced } from '@farthing/ledger/testing'
import { listAll, type Storage } from '@farthing/ports'
import { expect } from 'vitest'
import type { Billing } from '../../billing.js'
import { fixedClock } from '../../clock/fixed-clock.js'
import { createBilling } from '../../create-billing.js'
import { cents, eur } from '../paid-billing.js'
import { catalog } from '../sample-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

/*
 * Two books hear of the same world: one webhook after the other in the one, in any order and any number of times in the other. Which document a payment
 * settles depends on what is open when it arrives; all else is the same: the records, what is posted, the money, and what the account owes in sum.
 */

const now = '2026-11-02T00:00:00.000000Z'
const provider = 'mock'

interface World {
  readonly payments: readonly { readonly paid: number; readonly refunded: number; readonly contested: number; readonly taken: 'withheld' | 'charged_back' }[]
  readonly outcomes: readonly ('won' | 'lost' | 'settled' | 'failed' | 'authorised' | 'expired')[]
}

/** Shares of a payment that are refunded and contested stay within it, whatever becomes of either. */
const payment = fc.record({
  paid: fc.integer({ min: 3, max: 6_000 }),
  refunded: fc.integer({ min: 1, max: 50 }),
  contested: fc.integer({ min: 0, max: 50 }),
  taken: fc.constantFrom('withheld' as const, 'charged_back' as const),
})
const worlds: fc.Arbitrary<World> = fc.record({
  payments: fc.oneof({ weight: 3, arbitrary: fc.tuple(payment) }, { weight: 1, arbitrary: fc.tuple(payment, payment) }),
  outcomes: fc.array(fc.constantFrom('won' as const, 'lost' as const, 'settled' as const, 'failed' as const, 'authorised' as const, 'expired' as const), { maxLength: 4 }),
})

const share = (paid: number, percent: number) => Math.max(1, Math.floor((paid * percent) / 100))

/** An account that owes 40.00 and 25.00, in books of their own. */
async function openBooks(storage: Storage) {
  const mock = mockPayments({ clock: fixedClock(now) })
  const billing = createBilling({ catalog, storage, clock: fixedClock(now), paymentProviders: [mock.provider] })
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  await billing.ledger.adjust({ key: 'first', account: 'acme', amount: eur('40'), reason: 'setup' })
  await billing.ledger.adjust({ key: 'second', account: 'acme', amount: eur('25'), reason: 'setup' })
  return { billing, mock, storage }
}

/** Lets the world go on to where refunds are sent. Gives what is known of each payment. */
async function payAndRefund({ billing, mock }: { readonly billing: Billing; readonly mock: MockPayments }, { payments }: World) {
  const paid = []
  for (const [index, { paid: count, refunded }] of payments.entries()) {
    const { session } = await billing.payments.start({ key: `s${index}`, account: 'acme', provider, amount: eur('10'), returnUrl: 'https://host.example' })
    const name = mock.pay(session.providerSession ?? '', cents(count))
    await takeIn(billing, mock.collect())
    const refund = await billing.refunds.request({ key: `r${index}`, provider, payment: name, amount: cents(share(count, refunded)), reason: 'goodwill', policy: 'any' })
    await billing.refunds.approve({ key: `r${index}`, refund: refund.id })
    const sent = await billing.refunds.send({ key: `r${index}`, refund: refund.id })
    paid.push({ session: session.providerSession ?? '', payment: name, refund: sent.steps.at(-1)?.providerRefund ?? '' })
  }
  return paid
}

/** What happens then, and is reported by webhook only. */
function goOn(mock: MockPayments, world: World, paid: Awaited<ReturnType<typeof payAndRefund>>) {
  for (const [index, { session, payment: name, refund }] of paid.entries()) {
    const { paid: count = 0, contested = 0, taken = 'withheld' } = world.payments[index] ?? {}
    const dispute = contested === 0 || count < 2 ? undefined : mock.contest(name, { amount: cents(Math.min(share(count, contested), count - share(count, 50))), taken })
    for (const outcome of world.outcomes) {
      if ((outcome === 'won' || outcome === 'lost') && dispute !== undefined) mock.decide(dispute, outcome)
      if (outcome === 'settled' || outcome === 'failed') break
      if (outcome === 'authorised') mock.authorise(session)
      if (outcome === 'expired') mock.expire(session)
    }
    const [last] = world.outcomes.filter((outcome) => outcome === 'settled' || outcome === 'failed')
    if (last === 'settled') mock.settleRefund(refund)
    if (last === 'failed') mock.failRefund(refund, 'account closed')
    const late = mock.pay(session, cents(700 + index))
    if (contested % 2 === 1) mock.contest(late, { amount: cents(contested), taken })
  }
  return mock.collect()
}

async function takeIn(billing: Billing, deliveries: ReturnType<MockPayments['collect']>) {
  for (const { body, signature } of deliveries) await billing.payments.webhook({ provider, body, signature })
}

/** What must be the same. */
async function visible({ billing, storage }: Awaited<ReturnType<typeof openBooks>>) {
  const transactions: readonly LedgerTransaction[] = await listAll((page) => billing.ledger.list({}, page))
  assertBookBalanced(transactions)
  const held = async (role: 'cash' | 'refunds' | 'disputes') => (await billing.ledger.balance({ role, routing: provider }))[0]?.amountMinor ?? '0'
  const [sum] = await billing.ledger.balances('acme')
  const records = await storage.transaction('default', async ({ payments }) => ({
    sessions: (await payments.list('session', {})).items.map(({ content }) => content),
    refunds: (await payments.list('refund', {})).items.map(({ content }) => content),
    disputes: (await payments.list('dispute', {})).items.map(({ content }) => content),
  }))
  const { mismatches } = reconcile({ tenant: 'default', at: now, usage: [], rated: [], charges: [], documents: [], transactions, ...records })
  expect(mismatches).toEqual([])
  return {
    posted: transactions.map(({ kind, key }) => `${kind} ${key}`).sort(),
    money: [await held('cash'), await held('refunds'), await held('disputes')],
    owes: BigInt(sum?.receivableMinor ?? '0') - BigInt(sum?.unappliedMinor ?? '0'),
    sessions: records.sessions,
    // Which documents a payment has settled, and so what is taken back, depends on the order.
    refunds: records.refunds.map(({ parts: _, ...refund }) => refund),
    disputes: records.disputes.map(({ parts: _, ...dispute }) => dispute),
    unreconciled: (await billing.payments.unreconciled()).items.length,
  }
}

async function assertSameInAnyOrder(storage: Storage, world: World, picks: readonly number[]): Promise<readonly string[]> {
  const [straight, mixed] = [await openBooks(memory()), await openBooks(storage)]
  await takeIn(straight.billing, goOn(straight.mock, world, await payAndRefund(straight, world)))
  const deliveries = [...goOn(mixed.mock, world, await payAndRefund(mixed, world))]
  let picked = 0
  const pick = () => picks[picked++ % picks.length] ?? 0
  const order = deliveries.map((delivery) => ({ delivery, place: pick() })).sort((a, b) => a.place - b.place).map(({ delivery }) => delivery)
  const repeated = order.flatMap((delivery, index) => (pick() % 3 === 0 ? [delivery, ...order.slice(pick() % (index + 1), index + 1).slice(0, 2)] : [delivery]))
  await takeIn(mixed.billing, repeated)
  const seen = await visible(mixed)
  expect(seen).toEqual(await visible(straight))
  expect(seen.unreconciled).toBe(0)
  return seen.posted
}

/** Webhooks end in the same records and the same money, in whatever order and however often they come, as one after the other in memory. Gives the kinds of what was posted. */
export async function checkWebhookOrder(subject: LawSubject, numRuns: number): Promise<ReadonlySet<string>> {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(fc.nat({ max: 1_000 }), { minLength: 30, maxLength: 30 }), async (world, picks) => {
      const posted = await onStorage(subject, (storage) => assertSameInAnyOrder(storage, world, picks))
      for (const each of posted) reached.add(each.split(' ')[0] ?? '')
    }),
    { numRuns, endOnFailure: numRuns < 100 },
  )
  return reached
}
