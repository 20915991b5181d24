import { add, addAll, assertInvariant, fail, isZero, minorUnitsOf, signOf, smallest, subtract, toMinorUnits, type CurrencyCode, type Decimal, type Instant } from '@farthing/core'
import { inBurnOrder } from './burn-order.js'
import { indexGrants } from './burn-state.js'
import { creditLimits, isAmountGrant, isRunning, ranUntil, type AmountGrant, type CreditGrant, type CreditKind } from './credit-grant.js'
import { scopeKey, scopeTest, type ScopedItem } from './credit-scope.js'
import { shareCredit, type CreditSpread, type OpenLine } from './share-credit.js'

/** A line of a document that credit may pay for. */
export interface CreditableLine extends ScopedItem {
  /** Unique; decides which of equal lines gets the odd minor unit. */
  readonly key: string
  /** In major units, whole minor units: net for promotional credit, gross for paid credit. */
  readonly amount: Decimal
}

/** What is left of a grant at the moment that counts. */
export interface GrantRemaining<G extends CreditGrant = CreditGrant> {
  readonly grant: G
  readonly remaining: Decimal
}

/**
 * How the moment that counts is meant. It closes a period (`close`): credit that starts exactly then is not there yet, and credit that ends exactly then
 * still is. Or it is an instant like any other (`instant`), at which credit that starts is there and credit that ends is not.
 */
export type CreditAvailability = 'close' | 'instant'

export interface CreditApplication {
  readonly kind: CreditKind
  readonly currency: CurrencyCode
  /** At most 100,000. */
  readonly lines: readonly CreditableLine[]
  /** At most 10,000; those of another kind or currency, of a meter, or not there at `at` are left alone. */
  readonly credits: readonly GrantRemaining[]
  /** The moment that counts: the end of the document's period, or of its issue. */
  readonly at: Instant
  /** `close` unless given. */
  readonly availability?: CreditAvailability
  /** Credit goes to lines in proportion to what is left of them (`proportional`, unless given), or fills one after the other (`in-order`). */
  readonly spread?: CreditSpread
  /** What the lines cannot take is `kept` unless it is `refused`. */
  readonly excess?: 'kept' | 'refused'
}

/** Credit of one grant that paid for one line. */
export interface CreditConsumption {
  readonly grant: string
  readonly line: string
  /** More than zero, whole minor units. */
  readonly amount: Decimal
}

const mostLooks = 10_000_000

export interface AppliedCredits {
  /** In burn order, then in the order of the lines; one for each grant and line at most, unless scopes alternate. */
  readonly consumptions: readonly CreditConsumption[]
  /** In the order given: `credited` + `left` is the amount of the line. */
  readonly lines: readonly { readonly key: string; readonly credited: Decimal; readonly left: Decimal }[]
  /** One for each of `credits`, in the order given. */
  readonly balances: readonly { readonly grant: string; readonly consumed: Decimal; readonly remaining: Decimal }[]
  /** Σ of the consumptions. */
  readonly total: Decimal
}

/**
 * Puts credit of one kind to the lines of a document: promotional credit before tax, paid credit after it, in two calls.
 *
 * Grants burn in the order of `compareBurnOrder`, each on the lines of its scope. What neighbours in that order with the same scope pay together is
 * spread over those lines by largest remainder, so that parts are whole minor units and none exceeds its line. Nothing goes below zero: a line that is not
 * positive takes nothing, and all lines together take no more than their sum, nor do those of a scope: of a fee of 60.00 of which 40.00 come back unused, credit for
 * that fee pays 20.00. The order of grants decides nothing; the order of lines only
 * under `in-order`. `O(g log g + l)` while scopes do not alternate; where they do, lines are looked at once for each turn, 10,000,000 times at most.
 *
 * 100.00 and 50.00 with credit of 75.00 and 30.00: 70.00 and 35.00 are paid, the first line by 70.00 of the first grant, the second by 5.00 of the
 * first and 30.00 of the second.
 *
 * @throws `credit.line_invalid` for a key twice, `money.not_minor_units` for a line or a remainder that is not whole minor units, `credit.not_consumed` when excess is
 *   refused, `credit.grant_invalid` for a grant twice or a remainder below zero, `credit.too_many`, the `money.*` codes of the currency
 */
export function applyCredits(input: CreditApplication): AppliedCredits {
  const lines = openLines(input)
  const consumptions: CreditConsumption[] = []
  const left = new Map(input.credits.map(({ grant, remaining }) => [grant.id, remaining]))
  let due = payableOf(lines)
  for (const batch of checkedBatches(input)) {
    const isInScope = scopeTest(batch[0]?.grant.scope)
    const inScope = lines.filter((line) => isInScope(line.item))
    const eligible = inScope.filter((line) => signOf(line.left) > 0)
    const total = smallest(due, addAll(batch.map(({ remaining }) => remaining)), payableOf(inScope))
    if (isZero(total)) continue
    const shares = shareCredit(eligible, total, { spread: input.spread ?? 'proportional', exponent: minorUnitsOf(input.currency) })
    consumptions.push(...takeInOrder(batch, eligible, shares, left))
    due = subtract(due, total)
  }
  if (input.excess === 'refused') refuseExcess(input, left)
  return resultOf(input, lines, consumptions, left)
}

function openLines({ lines, currency }: CreditApplication): readonly OpenLine<CreditableLine>[] {
  if (lines.length > creditLimits.lines) fail('credit.too_many', { field: 'lines', because: `are ${lines.length}`, facts: { most: creditLimits.lines } })
  const seen = new Set<string>()
  return lines.map((item, index) => {
    if (seen.has(item.key)) fail('credit.line_invalid', { field: `lines[${index}].key`, because: `is ${JSON.stringify(item.key)} for the second time` })
    seen.add(item.key)
    toMinorUnits({ amount: item.amount, currency })
    return { key: item.key, item, left: item.amount }
  })
}

/** Lines below zero take nothing, and lower what they and the others take together. */
function payableOf(lines: readonly OpenLine<CreditableLine>[]): Decimal {
  const sum = addAll(lines.map(({ left }) => left))
  return signOf(sum) > 0 ? sum : '0'
}

function usableCredits({ credits, kind, currency, at, availability = 'close' }: CreditApplication): readonly GrantRemaining<AmountGrant>[] {
  indexGrants(credits.map(({ grant }) => grant))
  const isThere = availability === 'close' ? ranUntil : isRunning
  const usable: GrantRemaining<AmountGrant>[] = []
  for (const [index, { grant, remaining }] of credits.entries()) {
    if (signOf(remaining) < 0) fail('credit.grant_invalid', { field: `credits[${index}].remaining`, because: `is ${remaining}` })
    if (!isAmountGrant(grant) || grant.kind !== kind || grant.currency !== currency || !isThere(grant, at)) continue
    toMinorUnits({ amount: remaining, currency })
    usable.push({ grant, remaining })
  }
  const remaining = new Map(usable.map((one) => [one.grant.id, one.remaining]))
  return inBurnOrder(usable.map(({ grant }) => grant)).map((grant) => ({ grant, remaining: remaining.get(grant.id) ?? '0' }))
}

/** @throws `credit.too_many` when so many scopes alternate that their lines would be looked at too often */
function checkedBatches(input: CreditApplication): ReturnType<typeof batchesOf> {
  const batches = batchesOf(usableCredits(input))
  const looks = batches.length * input.lines.length
  if (looks > mostLooks) fail('credit.too_many', { field: 'credits', because: `have ${batches.length} scopes in turn for ${input.lines.length} lines`, facts: { looks, most: mostLooks } })
  return batches
}

/** Neighbours in burn order that pay for the same. */
function batchesOf(credits: readonly GrantRemaining<AmountGrant>[]): readonly (readonly GrantRemaining<AmountGrant>[])[] {
  const batches: GrantRemaining<AmountGrant>[][] = []
  let key: string | undefined
  for (const credit of credits) {
    const own = scopeKey(credit.grant.scope)
    if (own === key) batches.at(-1)?.push(credit)
    else batches.push([credit])
    key = own
  }
  return batches
}

/** The shares of the lines, taken from the grants one after the other. */
function takeInOrder(
  batch: readonly GrantRemaining[],
  lines: readonly OpenLine<CreditableLine>[],
  shares: readonly Decimal[],
  left: Map<string, Decimal>,
): readonly CreditConsumption[] {
  const consumptions: CreditConsumption[] = []
  let place = 0
  lines.forEach((line, index) => {
    let due = shares[index] ?? '0'
    line.left = subtract(line.left, due)
    while (signOf(due) > 0) {
      const grant = batch[place]?.grant.id
      assertInvariant(grant !== undefined, 'lines take no more than their grants have left')
      const remaining = left.get(grant) ?? '0'
      const amount = smallest(due, remaining)
      if (isZero(amount)) {
        place += 1
        continue
      }
      consumptions.push({ grant, line: line.key, amount })
      left.set(grant, subtract(remaining, amount))
      due = subtract(due, amount)
    }
  })
  return consumptions
}

function refuseExcess(input: CreditApplication, left: ReadonlyMap<string, Decimal>): void {
  const excess = addAll(usableCredits(input).map(({ grant }) => left.get(grant.id) ?? '0'))
  if (isZero(excess)) return
  fail('credit.not_consumed', { field: 'credits', because: `are ${excess} ${input.currency} more than the lines take`, facts: { excess, currency: input.currency } })
}

function resultOf(
  { credits }: CreditApplication,
  lines: readonly OpenLine<CreditableLine>[],
  consumptions: readonly CreditConsumption[],
  left: ReadonlyMap<string, Decimal>,
): AppliedCredits {
  return {
    consumptions,
    lines: lines.map(({ key, item, left: open }) => ({ key, credited: subtract(item.amount, open), left: open })),
    balances: credits.map(({ grant, remaining }) => {
      const after = left.get(grant.id) ?? remaining
      return { grant: grant.id, consumed: subtract(remaining, after), remaining: add(after, '0') }
    }),
    total: addAll(consumptions.map(({ amount }) => amount)),
  }
}
