import { add, addAll, compare, negate, signOf, smallest, subtract, type CurrencyCode, type Decimal, type Exact, type Instant } from '@farthing/core'
import type { GrantRemaining } from '../credits/apply-credits.js'
import { inBurnOrder } from '../credits/burn-order.js'
import { creditLimits, type AmountGrant } from '../credits/credit-grant.js'
import { projectRunway, type Runway } from '../credits/project-runway.js'

export interface PrepaidInput {
  readonly account: string
  readonly currency: CurrencyCode
  readonly at: Instant
  /** Grants of money in the currency, with what is left of each at `at`; those that start later count for the runway only. */
  readonly credits: readonly (GrantRemaining & { readonly grant: AmountGrant })[]
  /** Money that was received and not applied, in major units. */
  readonly unapplied: Decimal
  /** What is owed by documents and what is accrued for usage that no document bills yet. */
  readonly owed: Decimal
  readonly accrued: Decimal
  /** What documents took from credit since `since`. */
  readonly history: { readonly since: Instant; readonly used: readonly Exact[] }
}

export interface PrepaidFigures {
  /** Credit and unapplied money, less what is owed and accrued; below zero where more was used than there was. */
  readonly available: Decimal
  /** How long that lasts, at the rate of the history and of what is accrued. */
  readonly runway: Runway
}

/**
 * What a prepaid account has left once what it has used is taken off, and how long that lasts.
 *
 * 100.00 of credit with 30.00 accrued: 70.00 are available. What is owed is taken from grants in the order in which they burn, and from unapplied money first.
 * Accrued usage counts as burned within the history: it is what the rate knows of the period that runs.
 */
export function prepaidFigures({ account, currency, at, credits, unapplied, owed, accrued, history }: PrepaidInput): PrepaidFigures {
  const started = credits.filter(({ grant }) => grant.effectiveAt <= at)
  const debts = add(owed, accrued)
  const available = subtract(add(addAll(started.map(({ remaining }) => remaining)), unapplied), debts)
  const spare = subtract(unapplied, debts)
  const left = lessDebts(credits, { at, debts: signOf(spare) < 0 ? negate(spare) : '0' })
  const cash = signOf(spare) > 0 ? [{ grant: cashGrant({ account, currency, amount: spare, at }), remaining: spare }] : []
  const runway = projectRunway({ credits: [...left, ...cash], at, history: { since: history.since, used: [...history.used, ...(compare(accrued, '0') > 0 ? [accrued] : [])] } })
  return { available, runway }
}

/** What is left of grants once debts have burned, in burn order. */
function lessDebts(credits: PrepaidInput['credits'], { at, debts }: { readonly at: Instant; readonly debts: Decimal }): readonly GrantRemaining[] {
  const remaining = new Map(credits.map((credit) => [credit.grant.id, credit.remaining]))
  let open = debts
  for (const { id } of inBurnOrder(credits.filter(({ grant }) => grant.effectiveAt <= at).map(({ grant }) => grant))) {
    const own = remaining.get(id) ?? '0'
    const taken = smallest(own, open)
    remaining.set(id, subtract(own, taken))
    open = subtract(open, taken)
  }
  return credits.map(({ grant }) => ({ grant, remaining: remaining.get(grant.id) ?? '0' }))
}

/** Unapplied money, as credit that burns last and never ends. */
function cashGrant({ account, currency, amount, at }: { readonly account: string; readonly currency: CurrencyCode; readonly amount: Decimal; readonly at: Instant }): AmountGrant {
  return { id: 'unapplied', account, kind: 'paid', priority: creditLimits.highestPriority, createdAt: at, effectiveAt: at, currency, amount }
}
