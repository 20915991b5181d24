import { addAll, compareBytes, fail, isDecimalValue, signOf, smallest, subtract, type Decimal, type Exact, type Instant, type Interval } from '@farthing/core'
import { consumeCredit, isAmountGrant, type BookedGrant, type CreditMovement } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { movementsOfPeriod } from '../rating/grant-balances.js'
import { bookMovements, type BookingContext } from './book-movements.js'

export interface ConsumeGrantedUnits {
  /** Id of the document on which the charges stand. */
  readonly document: string
  readonly account: string
  readonly period: Interval
  readonly charges: readonly Pick<Charge, 'chargeKey' | 'granted'>[]
  /** As they were when the charges were rated: `loadGrants`. */
  readonly grants: readonly BookedGrant[]
  readonly bookedAt: Instant
}

/**
 * Books the units that grants covered on the lines of a document, in its transaction: each at the end of the time in which they held, less what an earlier document of
 * the period has booked for the same line. Balances of the host are the host's to keep.
 *
 * @throws `credit.movement_invalid` for a fraction, such as a third of an hour: journals hold decimals; `credit.unavailable`, `storage.conflict`
 */
export async function consumeGrantedUnits(context: BookingContext, stores: Stores, consumption: ConsumeGrantedUnits): Promise<void> {
  const { document, account, period, charges, grants, bookedAt } = consumption
  const heads = new Map(grants.filter(({ grant }) => !isAmountGrant(grant)).map((booked) => [booked.grant.id, booked]))
  const uses = usesOf(charges, period).filter(({ grant }) => heads.has(grant))
  if (uses.length === 0) return
  for (const { grant, line, amount, at } of withoutBooked(uses, await movementsOfPeriod(stores, account, period))) {
    const booked = heads.get(grant)
    if (booked === undefined) continue
    const movements = consumeCredit(booked, { document, line, amount, at, bookedAt })
    await bookMovements(context, stores, booked.grant, movements)
    const head = movements.at(-1)
    if (head !== undefined) heads.set(grant, { grant: booked.grant, head })
  }
}

/** Units of a grant that a line took in one of its times. */
interface GrantUse {
  readonly grant: string
  readonly line: string
  readonly amount: Exact
  /** When they would lapse, or the end of the period. */
  readonly at: Instant
}

/** In time order, so that journals only go forward; then by grant and line. */
function usesOf(charges: ConsumeGrantedUnits['charges'], { to: end }: Interval): readonly GrantUse[] {
  const uses = charges.flatMap(({ chargeKey: line, granted = [] }) => granted.map(({ grant, to, quantity: amount }) => ({ grant, line, amount, at: to !== undefined && to < end ? to : end })))
  return uses.sort((a, b) => compareBytes(a.at, b.at) || compareBytes(a.grant, b.grant) || compareBytes(a.line, b.line))
}

function withoutBooked(uses: readonly GrantUse[], booked: readonly CreditMovement[]): readonly (GrantUse & { readonly amount: Decimal })[] {
  const left = new Map<string, Exact>()
  return uses.flatMap((use) => {
    const key = JSON.stringify([use.grant, use.line])
    const before = left.get(key) ?? bookedFor(use, booked)
    const covered = smallest(before, use.amount)
    left.set(key, subtract(before, covered))
    const amount = subtract(use.amount, covered)
    if (signOf(amount) === 0) return []
    if (isDecimalValue(amount)) return [{ ...use, amount }]
    return fail('credit.movement_invalid', { field: 'amount', because: `is ${amount} of ${use.grant}, which is no decimal`, facts: { grant: use.grant, line: use.line, amount } })
  })
}

/** What documents of the period have booked for a line, less what came back of it. */
function bookedFor({ grant, line }: GrantUse, movements: readonly CreditMovement[]): Exact {
  const own = movements.filter((movement) => movement.grant === grant)
  const consumed = own.filter((movement) => movement.kind === 'consumed' && movement.line === line)
  const restored = own.filter(({ kind, restores }) => kind === 'restored' && consumed.some(({ sequence }) => sequence === restores))
  return subtract(addAll(consumed.map(({ amount }) => amount)), addAll(restored.map(({ amount }) => amount)))
}
