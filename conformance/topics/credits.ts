import { addAll, failureOf, fromMinorUnits, parseInstant, shiftInstant, toMinorUnits, type Decimal, type Exact, type Instant, type PeriodUnit } from '@farthing/core'
import {
  applyCredits,
  burnDown,
  checkGrant,
  costOfCredit,
  openBurnDown,
  type AmountGrant,
  type BurnDown,
  type BurnState,
  type CreditApplication,
} from '@farthing/ledger'
import type { Answer, Topic, Vector } from '../vector.js'

interface GivenGrant {
  readonly id: string
  readonly amount: Decimal
  readonly priority: number
  readonly effective_at: Instant
  readonly expires_at: Instant | null
  readonly voided_at: Instant | null
  readonly recurrence: { readonly unit: PeriodUnit; readonly count: number; readonly anchor: Instant } | null
  readonly rollover_min: Decimal
  readonly rollover_max: Decimal
}

interface GivenWallet {
  readonly id: string
  readonly priority: number
  readonly balance_cents: string
  readonly fee_types: readonly string[] | null
  readonly metrics: readonly string[] | null
  readonly currency: string
}

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly from: Instant
  readonly until: Instant
  readonly grants: readonly GivenGrant[]
  readonly opening_balances: Readonly<Record<string, Exact>>
  readonly opening_overage: Exact
  readonly usage: readonly { readonly at: Instant; readonly quantity: Exact }[]
  readonly resets?: readonly Instant[]
  readonly preserve_overage?: boolean
  readonly at: readonly Instant[]
  readonly lines: readonly Decimal[]
  readonly credits: readonly Decimal[] & Decimal
  readonly wallets: readonly GivenWallet[]
  readonly items: readonly { readonly fee_type: string; readonly metric?: string; readonly cents: string }[]
  readonly rate: Decimal
  readonly debit: Decimal
}

export const credits: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given)
}

const operations: { readonly [op: string]: ((given: Given) => Answer) | undefined } = {
  burn_down: (given) => {
    const { balances, overage, segments } = burn(given, opened(given), given.until)
    return {
      answered: {
        balances: Object.fromEntries(balances.map(({ grant, remaining }) => [grant, remaining])),
        overage,
        granted_usage: addAll(balances.map(({ consumed }) => consumed)),
        segments: segments.length,
        segment_starts: segments.map(({ from }) => from),
      },
    }
  },
  balance_at: (given) => {
    let state: BurnState = opened(given)
    const totals = given.at.map((at) => {
      state = burn(given, state, at)
      return addAll(state.balances.map(({ remaining }) => remaining))
    })
    return { answered: { total_balance: totals } }
  },
  apply_to_lines: (given) => {
    const lines = given.lines.map((amount, index) => ({ key: `line ${index}`, amount }))
    const application = { kind: 'promotional', lines, credits: given.credits.map(creditOf), spread: 'in-order', excess: 'refused' } as const
    const applied = answerOr({ 'credit.not_consumed': 'credits_not_consumed_fully' }, () => apply(application))
    if ('error' in applied) return { answered: applied }
    const of = (line: string): readonly Decimal[] => applied.consumptions.filter((one) => one.line === line).map(({ amount }) => amount)
    return { answered: { applied: lines.map(({ key }) => of(key)), totals: applied.lines.map(({ left }) => left) } }
  },
  wallets: (given) => {
    const lines = given.items.map(({ fee_type: category, metric, cents }, index) => {
      return { key: `item ${index}`, amount: fromMinorUnits(cents, 'EUR').amount, category, ...(metric === undefined ? {} : { meter: metric }) }
    })
    const { balances } = apply({ kind: 'paid', lines, credits: given.wallets.map(walletOf) })
    return { answered: { drawn_cents: Object.fromEntries(balances.map(({ grant, consumed }) => [grant, toMinorUnits({ amount: consumed, currency: 'EUR' })])) } }
  },
  convert: ({ credits: amount, rate }) => ({ answered: { amount: costOfCredit({ costBasis: { amount: rate, currency: 'EUR' } }, amount).amount } }),
  debit_total: (given) => {
    const { balances } = apply({ kind: 'promotional', lines: [{ key: 'debit', amount: given.debit }], credits: given.credits.map(creditOf) })
    return { answered: { balance: addAll(balances.map(({ remaining }) => remaining)) } }
  },
}

const origin: Instant = '2024-01-01T00:00:00.000000Z'

function opened(given: Given): BurnState {
  const at = parseInstant(given.from)
  const grants = given.grants.map(grantOf)
  const started = grants.filter(({ effectiveAt }) => effectiveAt <= at).map(({ id }) => ({ grant: id, amount: given.opening_balances[id] ?? '0' }))
  return openBurnDown(grants, { at, remaining: started, overage: given.opening_overage })
}

/** Usage and resets of a case may lie outside of the run; its figures are those of the run alone. */
function burn(given: Given, opening: BurnState, until: Instant): BurnDown {
  const end = parseInstant(until)
  const within = (at: Instant): boolean => at >= opening.at && at <= end
  const usage = given.usage.map((one) => ({ ...one, at: parseInstant(one.at) })).filter(({ at }) => within(at) && at < end)
  const overage = given.preserve_overage === true ? ('carried' as const) : ('cleared' as const)
  const resets = (given.resets ?? []).map((at) => ({ at: parseInstant(at), overage })).filter(({ at }) => within(at))
  return burnDown({ grants: given.grants.map(grantOf), opening, usage, resets, until: end, reach: 'turnover' })
}

function grantOf(given: GivenGrant): AmountGrant {
  const { id, amount, priority, effective_at: effectiveAt, expires_at: expiresAt, voided_at: voidedAt, recurrence } = given
  const rhythm = recurrence === null ? {} : { recurrence: { unit: recurrence.unit, count: recurrence.count, zone: 'UTC', anchor: parseInstant(recurrence.anchor).slice(0, 19) } }
  const ends = { ...(expiresAt === null ? {} : { expiresAt }), ...(voidedAt === null ? {} : { voidedAt }) }
  const rollover = { min: given.rollover_min, max: given.rollover_max }
  return checked({ id, account: 'account', kind: 'promotional', priority, createdAt: effectiveAt, effectiveAt, ...ends, ...rhythm, rollover, currency: 'EUR', amount })
}

function creditOf(amount: Decimal, index: number) {
  const grant = { id: `credit ${index}`, account: 'account', kind: 'promotional', priority: 0, createdAt: shiftInstant(origin, index), effectiveAt: origin, currency: 'EUR', amount } as const
  return { grant: checked(grant), remaining: amount }
}

/** Wallets are listed in the order of their creation. */
function walletOf({ id, priority, balance_cents: cents, fee_types: categories, metrics: meters, currency }: GivenWallet, index: number) {
  const { amount } = fromMinorUnits(cents, currency)
  const limits = { ...(categories === null ? {} : { categories }), ...(meters === null ? {} : { meters }) }
  const terms = { id, account: 'account', kind: 'paid', priority, createdAt: shiftInstant(origin, index), effectiveAt: origin } as const
  return { grant: checked({ ...terms, ...(categories === null && meters === null ? {} : { scope: limits }), currency, amount }), remaining: amount }
}

function checked(grant: AmountGrant): AmountGrant {
  return checkGrant(grant) as AmountGrant
}

function apply(application: Omit<CreditApplication, 'currency' | 'at'>) {
  return applyCredits({ currency: 'EUR', at: '2025-01-01T00:00:00.000000Z', ...application })
}

/** What a call answers, or what the cases call the failure that it throws. */
function answerOr<T extends object>(names: Readonly<Record<string, string>>, call: () => T): T | { readonly error: string } {
  try {
    return call()
  } catch (error) {
    const { code } = failureOf(error)
    return { error: names[code] ?? code }
  }
}
