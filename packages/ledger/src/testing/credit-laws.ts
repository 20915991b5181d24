import { addAll, assertInvariant, canonicalJson, checkJson, compare, isZero, signOf, smallest, toMinorUnits, type Decimal, type Exact, type Instant } from '@farthing/core'
import { applyCredits, type AppliedCredits, type CreditApplication } from '../credits/apply-credits.js'
import { burnDown, type BurnDown, type BurnDownInput } from '../credits/burn-down.js'
import type { BurnReach } from '../credits/burn-state.js'
import { isAmountGrant, isRunning, ranUntil, type CreditGrant } from '../credits/credit-grant.js'
import { isInScope } from '../credits/credit-scope.js'
import { emptyBalance, moveBalance, type GrantBalance } from '../credits/grant-balance.js'

/** A burn-down to be judged; that of the library unless given. */
export type BurnDownSubject = (input: BurnDownInput) => BurnDown

/**
 * Of each grant: granted = consumed + expired + voided + remaining, none below zero, after every movement; the movements give the balances; and what was used is
 * what was consumed or stayed unpaid. For an opening before anything has started. Throws where not.
 */
export function assertCreditConserved(input: BurnDownInput, burn: BurnDownSubject = burnDown): void {
  const { balances, movements, overage, uncovered } = burn(input)
  const folded = new Map<string, GrantBalance>(input.grants.map(({ id }) => [id, emptyBalance(id)]))
  for (const { grant, kind, amount } of movements) {
    const after = moveBalance(folded.get(grant) ?? emptyBalance(grant), kind, amount)
    assertBalanced(after)
    folded.set(grant, after)
  }
  assertInvariant(balances.length === input.grants.length, 'each grant has a balance')
  for (const balance of balances) {
    assertBalanced(balance)
    assertSame(folded.get(balance.grant), balance, `the movements of ${balance.grant} give its balance`)
  }
  const used = addAll((input.usage ?? []).map(({ quantity }) => quantity))
  assertEqual(used, addAll([...balances.map(({ consumed }) => consumed), overage, uncovered]), 'what was used is consumed or unpaid')
}

/** The order in which grants are given decides nothing. Throws where it does. */
export function assertGrantOrderFree(input: BurnDownInput, grants: readonly CreditGrant[], burn: BurnDownSubject = burnDown): void {
  assertSame(burn({ ...input, grants }), burn(input), 'a burn-down does not depend on the order of its grants')
}

/** Where a burn-down is cut, and how much of that instant belongs to the first step. */
export interface BurnCut {
  readonly at: Instant
  readonly reach: BurnReach
}

/** A run in two steps gives what one run gives: the same state and the same movements. Throws where not. */
export function assertStepsFree(input: BurnDownInput, { at, reach }: BurnCut, burn: BurnDownSubject = burnDown): void {
  const isFirst = (one: { readonly at: Instant }): boolean => one.at < at
  const isFirstReset = (one: { readonly at: Instant }): boolean => one.at < at || (one.at === at && reach !== 'before')
  const { usage = [], resets = [] } = input
  const first = burn({ ...input, until: at, reach, usage: usage.filter(isFirst), resets: resets.filter(isFirstReset) })
  const opening = { at: first.at, reach: first.reach, balances: first.balances, overage: first.overage, uncovered: first.uncovered }
  const second = burn({ ...input, opening, usage: usage.filter((one) => !isFirst(one)), resets: resets.filter((one) => !isFirstReset(one)) })
  const whole = burn(input)
  const stateOf = ({ balances, overage, uncovered }: BurnDown) => ({ balances, overage, uncovered })
  assertSame(stateOf(second), stateOf(whole), `a burn-down in steps, cut at ${at} (${reach}), gives what one run gives`)
  const sorted = (run: readonly BurnDown[]) => run.flatMap(({ movements }) => movements).map((movement) => canonicalJson(checkJson(movement, ''))).sort()
  assertSame(sorted([first, second]), sorted([whole]), 'steps make the movements of one run')
}

/**
 * Credit on a document: what a line was credited is what grants consumed for it, whole minor units and no more than the line; no grant below zero; all
 * together no more than the lines are worth, and by each grant no more than those of its scope are; nothing out of scope, kind, currency or time; and nothing left over that a
 * line could take. Throws where not.
 */
export function assertCreditApplied(application: CreditApplication, applied: AppliedCredits): void {
  const { lines, credits, currency } = application
  const sumOf = (isIt: (one: AppliedCredits['consumptions'][number]) => boolean): Decimal => addAll(applied.consumptions.filter(isIt).map(({ amount }) => amount))
  for (const { amount } of applied.consumptions) {
    assertInvariant(signOf(amount) > 0, 'a consumption is of a positive amount')
    toMinorUnits({ amount, currency })
  }
  for (const [index, { key, credited, left }] of applied.lines.entries()) {
    const amount = lines[index]?.amount ?? '0'
    assertEqual(credited, sumOf(({ line }) => line === key), `${key} is credited what was consumed for it`)
    assertEqual(addAll([credited, left]), amount, `credit and rest sum to ${key}`)
    assertInvariant(signOf(left) >= 0 || isZero(credited), `${key} does not go below zero by credit`)
  }
  for (const [index, { grant, consumed, remaining }] of applied.balances.entries()) {
    assertEqual(consumed, sumOf((one) => one.grant === grant), `${grant} consumed what lines took`)
    assertEqual(addAll([consumed, remaining]), credits[index]?.remaining ?? '0', `consumption and rest sum to ${grant}`)
    assertInvariant(signOf(remaining) >= 0, `${grant} does not go below zero`)
  }
  const worth = addAll(lines.map(({ amount }) => amount))
  assertEqual(applied.total, sumOf(() => true), 'the total is the sum of the consumptions')
  assertInvariant(isZero(applied.total) || compare(applied.total, worth) <= 0, 'credit is no more than the lines are worth')
  assertFitting(application, applied)
}

/** The order in which credits are given decides nothing. Throws where it does. */
export function assertCreditOrderFree(application: CreditApplication, credits: CreditApplication['credits'], apply = applyCredits): void {
  const consumptions = (given: CreditApplication) => apply(given).consumptions
  assertSame(consumptions({ ...application, credits }), consumptions(application), 'credit does not depend on the order in which it is given')
}

function assertFitting(application: CreditApplication, { consumptions, lines, balances, total }: AppliedCredits): void {
  const { kind, currency, at, availability = 'close' } = application
  const mayPay = (grant: CreditGrant, key: string): boolean => {
    const line = application.lines.find((one) => one.key === key)
    const isThere = availability === 'close' ? ranUntil(grant, at) : isRunning(grant, at)
    return line !== undefined && isAmountGrant(grant) && grant.kind === kind && grant.currency === currency && isThere && isInScope(grant.scope, line)
  }
  const grants = new Map(application.credits.map(({ grant }) => [grant.id, grant]))
  for (const { grant: id, line } of consumptions) {
    const grant = grants.get(id)
    assertInvariant(grant !== undefined && mayPay(grant, line), `${id} may pay for ${line}`)
  }
  const scoped = (grant: CreditGrant, amounts: readonly Decimal[]): Decimal => addAll(amounts.filter((_, place) => isAmountGrant(grant) && isInScope(grant.scope, application.lines[place] ?? {})))
  const worth = addAll(application.lines.map(({ amount }) => amount))
  for (const { grant: id, consumed } of balances) {
    const grant = grants.get(id)
    if (grant === undefined || isZero(consumed)) continue
    assertInvariant(compare(consumed, scoped(grant, application.lines.map(({ amount }) => amount))) <= 0, `${id} pays no more than the lines of its scope are worth`)
  }
  if (compare(total, worth) >= 0) return
  for (const { grant: id, remaining } of balances) {
    const grant = grants.get(id)
    if (grant === undefined || isZero(remaining) || signOf(scoped(grant, lines.map(({ left }) => left))) <= 0) continue
    const open = lines.find(({ key, left }) => signOf(left) > 0 && mayPay(grant, key))
    assertInvariant(open === undefined, `${id} leaves nothing open that it may pay: ${open?.key ?? ''}`)
  }
}

function assertBalanced({ grant, granted, consumed, expired, voided, remaining }: GrantBalance): void {
  assertEqual(granted, addAll([consumed, expired, voided, remaining]), `${grant} is consumed, expired, voided or left`)
  assertInvariant(signOf(smallest(consumed, expired, voided, remaining)) >= 0, `no figure of ${grant} is below zero`)
}

function assertEqual(actual: Exact, expected: Exact, law: string): void {
  assertInvariant(compare(actual, expected) === 0, `${law}: ${actual} and not ${expected}`)
}

function assertSame(actual: unknown, expected: unknown, law: string): void {
  const [left, right] = [actual, expected].map((value) => canonicalJson(checkJson(value, '')))
  assertInvariant(left === right, `${law}: ${left ?? ''} and not ${right ?? ''}`)
}
