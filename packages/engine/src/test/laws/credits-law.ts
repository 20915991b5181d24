import { addAll, compare, fromMinorUnits, isFarthingError, negate, sha256, subtract, toMinorUnits, type Decimal } from '@farthing/core'
import { advanceGrant, applyCredits, checkGrant, voidGrant, type AmountGrant, type CreditConsumption } from '@farthing/ledger'
import { arbitraryGrants, creditHour } from '@farthing/ledger/testing'
import { listAll, type Storage, type Stores } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { bookMovements } from '../../credits/book-movements.js'
import { consumeCredits } from '../../credits/consume-credits.js'
import { standingAt } from '../../credits/credit-standing.js'
import { loadGrant, loadGrants, openCredits } from '../../credits/load-credits.js'
import { restoreCredits } from '../../credits/restore-credits.js'
import { onStorage, type LawSubject } from './law-subject.js'

/** What happens to credit, at any hour and in any order: documents of earlier periods come late. */
type Step =
  | { readonly kind: 'document'; readonly hour: number; readonly minor: number; readonly lines: number }
  | { readonly kind: 'credit-note'; readonly hour: number; readonly minor: number; readonly of: number }
  | { readonly kind: 'expire'; readonly hour: number }
  | { readonly kind: 'void'; readonly hour: number; readonly of: number }

const hour = fc.integer({ min: 0, max: 400 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('document' as const), hour, minor: fc.integer({ min: 1, max: 9_000 }), lines: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('credit-note' as const), hour, minor: fc.integer({ min: 1, max: 9_000 }), of: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), hour }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), hour, of: fc.nat({ max: 2 }) }) },
)

const notVoid = ({ voidedAt: _, ...grant }: AmountGrant): AmountGrant => grant
const rules = fc.constantFrom<NonNullable<AmountGrant['restoredExpiry']>>('original', 'never', 'P3D')
const history = fc.record({ grants: arbitraryGrants({ maxLength: 3 }).filter((grants) => grants.length > 0), rule: rules, steps: fc.array(step, { minLength: 3, maxLength: 8 }) })

const book = { tenant: 't', digest: sha256 }

/** What documents were paid and got back, by their own account. */
interface Paid {
  readonly consumed: Decimal[]
  readonly restored: Decimal[]
}

async function take(storage: Storage, index: number, { hour: at, minor, lines }: Extract<Step, { kind: 'document' }>, paid: Paid): Promise<void> {
  const when = { at: creditHour(at), bookedAt: creditHour(500 + index) }
  const consumptions = await storage.transaction('t', async (stores): Promise<readonly CreditConsumption[]> => {
    const grants = await loadGrants(stores, { account: 'acme' })
    const credits = openCredits(grants, { at: when.at })
    const amounts = Array.from({ length: lines }, (_, line) => ({ key: `l${line}`, amount: fromMinorUnits(`${minor}`, 'EUR').amount }))
    const applied = applyCredits({ kind: 'promotional', currency: 'EUR', lines: amounts, credits, at: when.at })
    await consumeCredits(book, stores, { document: `INV-${index}`, consumptions: applied.consumptions, grants, ...when })
    return applied.consumptions
  })
  paid.consumed.push(...consumptions.map(({ amount }) => amount))
}

async function giveBack(storage: Storage, index: number, { hour: at, minor, of }: Extract<Step, { kind: 'credit-note' }>, paid: Paid): Promise<void> {
  const amount = fromMinorUnits(`${minor}`, 'EUR').amount
  const when = { at: creditHour(at), bookedAt: creditHour(500 + index) }
  const { left } = await storage.transaction('t', (stores) => restoreCredits(book, stores, { document: `INV-${of}`, amount, creditNote: `CN-${index}`, ...when }))
  paid.restored.push(subtract(amount, left))
}

async function runStep(storage: Storage, index: number, one: Step, paid: Paid): Promise<void> {
  if (one.kind === 'document') return take(storage, index, one, paid)
  if (one.kind === 'credit-note') return giveBack(storage, index, one, paid)
  const when = { at: creditHour(one.hour), bookedAt: creditHour(500 + index) }
  await storage.transaction('t', async (stores) => {
    const booked = one.kind === 'expire' ? await loadGrants(stores, {}) : [await loadGrant(stores, `g${one.of}`)]
    const movements = booked.flatMap((grant) => (one.kind === 'expire' ? advanceGrant(grant, { ...when, reach: 'instant' }) : voidGrant(grant, when)))
    for (const movement of movements) await bookMovements(book, stores, (await loadGrant(stores, movement.grant)).grant, [movement])
  })
}

async function expectBalanced(stores: Stores, paid: Paid): Promise<void> {
  const movements = await listAll((page) => stores.credits.movements({}, page))
  const sumOf = (kind: string): Decimal => addAll(movements.filter((movement) => movement.kind === kind).map(({ amount }) => amount))
  expect([sumOf('consumed'), sumOf('restored')]).toEqual([addAll(paid.consumed), addAll(paid.restored)])
  // Documents post what they consume themselves, and there are none here: the book holds what they consumed and what is left.
  const heads = (await loadGrants(stores, {})).flatMap(({ head }) => (head === undefined ? [] : [head.balance]))
  const amount = addAll(heads.flatMap(({ consumed, remaining }) => [consumed, remaining]))
  const [inBook] = await stores.ledger.balance({ role: 'promotional_credit', account: 'acme' })
  expect(inBook?.amountMinor ?? '0').toBe(toMinorUnits({ amount: negate(amount), currency: 'EUR' }))
  for (const booked of await loadGrants(stores, {})) {
    for (const at of [creditHour(0), creditHour(200), creditHour(900)]) {
      const { balance } = standingAt(booked, at)
      const { granted, consumed, expired, voided, remaining } = balance
      expect(compare(granted, addAll([consumed, expired, voided, remaining]))).toBe(0)
      expect([consumed, expired, voided, remaining].every((figure) => compare(figure, '0') >= 0)).toBe(true)
    }
  }
}

/** Whatever documents, credit notes and jobs do, and in whatever order, each grant stays balanced and no credit pays twice. */
export async function checkCredits(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, (life) => onStorage(subject, (storage) => assertCreditsBalanced(storage, life))),
    { numRuns },
  )
}

async function assertCreditsBalanced(storage: Storage, { grants, rule, steps }: typeof history extends fc.Arbitrary<infer H> ? H : never): Promise<void> {
  await storage.transaction('t', async ({ credits }) => {
    for (const grant of grants) await credits.put(checkGrant({ ...notVoid(grant), restoredExpiry: rule }))
  })
  const paid: Paid = { consumed: [], restored: [] }
  for (const [index, one] of steps.entries()) {
    try {
      await runStep(storage, index, one, paid)
    } catch (error) {
      // No such grant, one that has ended, or a journal that is further: only a voiding may be refused.
      if (one.kind !== 'void' || !isFarthingError(error)) throw error
    }
  }
  await storage.transaction('t', (stores) => expectBalanced(stores, paid))
  expect(compare(addAll(paid.consumed), addAll(paid.restored))).toBeGreaterThanOrEqual(0)
}
