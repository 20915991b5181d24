import * as fc from 'fast-check'
import { memory, mockPayments } from '@farthing/adapters-memory'
import { fail, isFarthingError } from '@farthing/core'
import { disputeState, refundStatus } from '@farthing/ledger'
import { assertBookBalanced } from '@farthing/ledger/testing'
import { listAll, type PaymentProvider, type Storage } from '@farthing/ports'
import { expect } from 'vitest'
import { fixedClock } from '../../clock/fixed-clock.js'
import { createBilling } from '../../create-billing.js'
import { cents, eur } from '../paid-billing.js'
import { catalog } from '../sample-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

/*
 * Two hosts do the same. With the one, nothing goes wrong. With the other, connections break off before a transaction is kept or after it, and providers do
 * not hear of a call, or their answer is lost. It gives each command again until it is answered. In the end nobody can tell the two apart.
 */

const now = '2026-11-02T00:00:00.000000Z'

/** What goes wrong with a transaction or a call. */
type Fault = 'none' | 'before' | 'after'

/** Faults in a round; at most three for each command, so that it gets through. Counts those that there were. */
function faultsOf(round: readonly Fault[]) {
  let [at, ofCommand, count] = [0, 0, 0]
  return {
    count: () => count,
    beginCommand: () => {
      ofCommand = 0
    },
    next: (): Fault => {
      const fault = ofCommand < 3 ? (round[at++ % round.length] ?? 'none') : 'none'
      if (fault === 'none') return fault
      ofCommand += 1
      count += 1
      return fault
    },
  }
}

type Faults = Pick<ReturnType<typeof faultsOf>, 'next' | 'beginCommand'>
const noFaults: Faults = { next: () => 'none', beginCommand: () => undefined }

function breakingStorage(storage: Storage, next: () => Fault): Storage {
  return {
    transaction: async (tenant, work) => {
      const fault = next()
      const result = await storage.transaction(tenant, async (stores) => {
        const done = await work(stores)
        if (fault === 'before') throw new Error('the connection is lost')
        return done
      })
      if (fault === 'after') throw new Error('the connection is lost')
      return result
    },
  }
}

function breakingProvider(provider: PaymentProvider, next: () => Fault): PaymentProvider {
  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    const fault = next()
    const lose = () => fail('payment.provider_unavailable', { field: 'provider', because: 'did not answer' })
    if (fault === 'before') lose()
    const answer = await call()
    return fault === 'after' ? lose() : answer
  }
  return {
    ...provider,
    openCheckout: (request) => through(() => provider.openCheckout(request)),
    createCustomer: (request) => through(() => provider.createCustomer(request)),
    findSession: (key) => through(() => provider.findSession(key)),
    sendRefund: (request) => through(() => provider.sendRefund(request)),
    findRefund: (key) => through(() => provider.findRefund(key)),
    submitEvidence: (request) => through(() => provider.submitEvidence(request)),
  }
}

/** An account that owes 40.00 and 25.00, and a host that does not give up. */
async function openHost(storage: Storage, faults: Faults, { around = (provider) => provider, through = (kept) => kept }: Sabotage = {}) {
  const [mock, clock] = [mockPayments({ clock: fixedClock(now) }), fixedClock(now)]
  const sound = createBilling({ catalog, storage, clock, paymentProviders: [mock.provider] })
  await sound.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  for (const key of ['40', '25'] as const) await sound.ledger.adjust({ key, account: 'acme', amount: eur(key), reason: 'setup' })
  const billing = createBilling({ catalog, storage: breakingStorage(through(storage), faults.next), clock, paymentProviders: [breakingProvider(around(mock.provider), faults.next)] })
  return { billing, sound, mock, storage, beginCommand: faults.beginCommand, outcomes: [] as unknown[] }
}

type Host = Awaited<ReturnType<typeof openHost>>

/** Gives a command again until it is answered, and keeps what it was answered with. */
async function insist(host: Host, command: () => Promise<unknown>): Promise<void> {
  host.beginCommand()
  for (;;) {
    try {
      host.outcomes.push(await command())
      return
    } catch (error) {
      const code = isFarthingError(error) ? error.code : undefined
      if (code === 'payment.provider_unavailable' || (error instanceof Error && error.message === 'the connection is lost')) continue
      if (code === undefined) throw error
      host.outcomes.push(code)
      return
    }
  }
}

/** What is done, with a choice among what there is and an amount in cents. */
type Deed = (host: Host, about: { readonly key: string; readonly choice: number; readonly count: number }) => Promise<void>

const pick = <T>(things: readonly T[], choice: number): T | undefined => things[choice % Math.max(things.length, 1)]
const sessionsOf = async ({ sound }: Host) => (await sound.payments.list()).items.flatMap(({ providerSession = [] }) => providerSession)
const paymentsOf = async ({ sound }: Host) => (await listAll((page) => sound.ledger.list({}, page))).flatMap(({ kind, entries, reference }) => (kind === 'payment_received' ? [{ provider: entries[0]?.account.routing ?? '', payment: reference }] : []))

const deeds: { readonly [name: string]: Deed } = {
  start: (host, { key, count }) => insist(host, () => host.billing.payments.start({ key, account: 'acme', provider: 'mock', amount: cents(count), returnUrl: 'https://host.example' })),
  owe: (host, { key, count }) => insist(host, () => host.billing.ledger.adjust({ key, account: 'acme', amount: cents(count), reason: 'setup' })),
  receive: (host, { key, count }) => insist(host, () => host.billing.payments.receive({ key, account: 'acme', provider: 'bank', payment: key, amount: cents(count) })),
  link: (host, { key }) => insist(host, () => host.billing.payments.linkCustomer({ key, account: 'acme', provider: 'mock' })),
  pay: async (host, { choice, count }) => {
    const session = pick(await sessionsOf(host), choice)
    if (session !== undefined) host.mock.pay(session, cents(count))
  },
  contest: async (host, { choice, count }) => {
    const payment = pick((await paymentsOf(host)).filter(({ provider }) => provider === 'mock'), choice)
    if (payment !== undefined) host.mock.contest(payment.payment, { amount: cents(Math.min(count, 900)), taken: choice % 2 === 0 ? 'withheld' : 'charged_back' })
  },
  decide: async (host, { choice, count }) => {
    const dispute = pick((await host.sound.disputes.list()).items, choice)
    if (dispute !== undefined) host.mock.decide(dispute.providerDispute, count % 2 === 0 ? 'won' : 'lost')
  },
  argue: async (host, { key, choice }) => {
    const dispute = pick((await host.sound.disputes.list()).items, choice)?.id
    if (dispute === undefined) return
    await insist(host, () => host.billing.disputes.addEvidence({ key, dispute, kind: 'usage', text: 'used' }))
    await insist(host, () => host.billing.disputes.submit({ key, dispute }))
  },
  refund: async (host, { key, choice, count }) => {
    const payment = pick(await paymentsOf(host), choice)
    const mode = choice % 3 === 0 ? 'account_credit' as const : 'provider' as const
    if (payment !== undefined) await insist(host, () => host.billing.refunds.request({ key, ...payment, mode, amount: cents(count), reason: 'goodwill', policy: 'any' }))
  },
  send: async (host, { key, choice }) => {
    const refund = pick((await host.sound.refunds.list()).items, choice)
    if (refund === undefined) return
    await insist(host, () => host.billing.refunds.approve({ key, refund: refund.id }))
    await insist(host, () => host.billing.refunds.send({ key, refund: refund.id, ...(refund.provider === 'bank' && refund.mode === 'provider' && { providerRefund: key }) }))
  },
  settle: async (host, { choice, count }) => {
    const sent = (await host.sound.refunds.list({ provider: 'mock' })).items.filter((refund) => refundStatus(refund) === 'sent')
    const name = pick(sent, choice)?.steps.at(-1)?.providerRefund
    if (name === undefined) return
    if (count % 2 === 0) host.mock.settleRefund(name)
    else host.mock.failRefund(name, 'account closed')
  },
  apply: async (host, { key, choice }) => {
    const payment = pick(await paymentsOf(host), choice)
    if (payment !== undefined) await insist(host, () => host.billing.payments.apply({ key, ...payment }))
  },
  reverse: async (host, { key, choice }) => {
    const transaction = pick(await listAll((page) => host.sound.ledger.list({}, page)), choice)
    if (transaction?.kind.startsWith('payment_') === true) await insist(host, () => host.billing.ledger.reverse({ key, transaction: transaction.id }))
  },
  collect: (host) => collect(host),
  recover: (host) => recover(host),
}

/** A webhook is delivered again until it is answered with success. What it is answered with may be that it came before. */
async function collect(host: Host): Promise<void> {
  for (const { body, signature } of host.mock.collect()) {
    await insist(host, async () => {
      await host.billing.payments.webhook({ provider: 'mock', body, signature })
    })
  }
}

async function recover(host: Host): Promise<void> {
  await insist(host, async () => {
    const { failed } = await host.billing.payments.recover({ silentSince: now })
    const [first] = failed
    expect(first === undefined || first.failure.code === 'payment.provider_unavailable', first?.failure.message).toBe(true)
    if (first !== undefined) fail('payment.provider_unavailable', { field: first.about, because: 'is tried again' })
  })
}

/** Everything that is kept. */
async function kept({ sound, storage }: Host) {
  const transactions = await listAll((page) => sound.ledger.list({}, page))
  assertBookBalanced(transactions)
  return storage.transaction('default', async ({ payments, credits }) => ({
    transactions,
    sessions: (await payments.list('session', {})).items,
    refunds: (await payments.list('refund', {})).items,
    disputes: (await payments.list('dispute', {})).items,
    customers: (await payments.list('customer', {})).items,
    webhooks: (await payments.list('webhook', {})).items,
    grants: (await credits.list({})).items,
  }))
}

/** A payment of 70.00, which is more than is owed. Without it most of what follows has nothing to be about. */
const first = [['start', 0, 1], ['pay', 0, 7_000], ['collect', 0, 0]] as const
const often = ['collect', 'collect', 'refund', 'refund', 'send', 'send', 'settle', 'settle', 'contest', 'decide', 'decide', 'argue'] as const
const step = fc.tuple(fc.constantFrom(...Object.keys(deeds), ...often), fc.nat({ max: 11 }), fc.integer({ min: 1, max: 3_000 }))
const histories = fc.array(step, { minLength: 6, maxLength: 20 })
const rounds = fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'before', 'after'), { minLength: 5, maxLength: 40 })

/** What is broken on the way of the host whose connections break off; nothing unless given. */
export interface Sabotage {
  readonly around?: ((provider: PaymentProvider) => PaymentProvider) | undefined
  readonly through?: ((storage: Storage) => Storage) | undefined
}

type Steps = typeof histories extends fc.Arbitrary<infer S> ? S : never

/** The host with which nothing goes wrong keeps its books in memory. */
async function assertSameDespiteFaults(storage: Storage, steps: Steps, round: readonly Fault[], sabotage: Sabotage): Promise<Awaited<ReturnType<typeof kept>> | undefined> {
  const faults = faultsOf(round)
  const [straight, breaking] = [await openHost(memory(), noFaults), await openHost(storage, faults, sabotage)]
  for (const host of [straight, breaking]) {
    for (const [index, [deed, choice, count]] of [...first, ...steps].entries()) await deeds[deed]?.(host, { key: `k${index}`, choice, count })
    await collect(host)
    await recover(host)
  }
  const seen = await kept(breaking)
  expect(seen).toEqual(await kept(straight))
  expect(breaking.outcomes).toEqual(straight.outcomes)
  return faults.count() === 0 ? undefined : seen
}

/** A host whose connections break off ends where one ends with which nothing goes wrong. One run is two books and some 30 commands in each. Gives what was reached while something went wrong. */
export async function checkLostAnswers(subject: LawSubject, numRuns: number, sabotage: Sabotage = {}): Promise<ReadonlySet<string>> {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(histories, rounds, async (steps, round) => {
      const seen = await onStorage(subject, (storage) => assertSameDespiteFaults(storage, steps, round, sabotage))
      if (seen === undefined) return
      for (const { kind } of seen.transactions) reached.add(kind)
      for (const { content } of seen.refunds) reached.add(`refund ${refundStatus(content)}`)
      for (const { content } of seen.disputes) reached.add(`dispute ${disputeState(content).status}`)
    }),
    { numRuns, endOnFailure: numRuns < 100 },
  )
  return reached
}
