import { add, isZero, negate, type Decimal } from '@farthing/core'
import type { TaxTerms } from '../tax/tax-answer.js'
import type { BilledDiscount, BilledFigures, BilledLine, BilledTax } from './billed-figures.js'

/** Nothing: what a voided invoice is to come to. */
export const noFigures: BilledFigures = { prices: 'exclusive', lines: [], terms: [], rounding: '0' }

/** The sum, line by line, discount by discount, tax by tax. Of a line's words those of the last that has it stay. */
export function addFigures(first: BilledFigures, ...others: readonly BilledFigures[]): BilledFigures {
  const lines = new Map(first.lines.map((line) => [line.line, line]))
  const terms = new Map<string, TaxTerms>(first.terms.map((each) => [each.key, each]))
  let rounding = first.rounding
  for (const other of others) {
    for (const line of other.lines) lines.set(line.line, addLine(lines.get(line.line), line))
    for (const each of other.terms) terms.set(each.key, each)
    rounding = add(rounding, other.rounding)
  }
  const prices = [first, ...others].find((each) => each.prices === 'inclusive') ?? first
  return { prices: prices.prices, lines: [...lines.values()], terms: [...terms.values()], rounding }
}

/** `a` − `b`. What is zero in every figure is left out. */
export function subtractFigures(a: BilledFigures, b: BilledFigures): BilledFigures {
  const { prices, lines, terms, rounding } = addFigures(a, negateFigures(b))
  const ordered = [...a.lines, ...b.lines].map(({ line }) => line)
  const words = new Map([...b.lines, ...a.lines].map((line) => [line.line, line]))
  const differing = new Map(lines.map((line) => [line.line, withoutZeros({ ...(words.get(line.line) ?? line), amount: line.amount, discounts: line.discounts, taxes: line.taxes })]))
  const kept = [...new Set(ordered)].flatMap((line) => differing.get(line) ?? []).filter(differs)
  const named = new Set(kept.flatMap((line) => line.taxes.map(({ key }) => key)))
  return { prices, lines: kept, terms: terms.filter(({ key }) => named.has(key)), rounding }
}

/** The same with the other sign. */
export function negateFigures({ lines, rounding, ...others }: BilledFigures): BilledFigures {
  return {
    ...others,
    lines: lines.map((line) => ({
      ...line,
      amount: negate(line.amount),
      discounts: line.discounts.map((discount) => ({ ...discount, amount: negate(discount.amount) })),
      taxes: line.taxes.map(({ key, base, amount }) => ({ key, base: negate(base), amount: negate(amount) })),
    })),
    rounding: negate(rounding),
  }
}

function addLine(before: BilledLine | undefined, line: BilledLine): BilledLine {
  if (before === undefined) return line
  return {
    ...line,
    amount: add(before.amount, line.amount),
    discounts: addByKey<BilledDiscount>(before.discounts, line.discounts, (a, b) => ({ ...b, amount: add(a.amount, b.amount) })),
    taxes: addByKey<BilledTax>(before.taxes, line.taxes, (a, b) => ({ key: a.key, base: add(a.base, b.base), amount: add(a.amount, b.amount) })),
  }
}

function addByKey<T extends { readonly key: string }>(before: readonly T[], more: readonly T[], sum: (a: T, b: T) => T): readonly T[] {
  if (before.length === 0) return more
  const byKey = new Map(before.map((each) => [each.key, each]))
  for (const each of more) {
    const own = byKey.get(each.key)
    byKey.set(each.key, own === undefined ? each : sum(own, each))
  }
  return [...byKey.values()]
}

function withoutZeros(line: BilledLine): BilledLine {
  const isSome = ({ amount, base = '0' }: { readonly amount: Decimal; readonly base?: Decimal }): boolean => !isZero(amount) || !isZero(base)
  return { ...line, discounts: line.discounts.filter(isSome), taxes: line.taxes.filter(isSome) }
}

function differs({ amount, discounts, taxes }: BilledLine): boolean {
  return !isZero(amount) || discounts.length > 0 || taxes.length > 0
}
