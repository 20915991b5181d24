import { addAll, round, type Decimal, type Exact, type Hash, type RoundingMode, type TaxScope } from '@farthing/core'
import type { RoundingUnit } from '../rounding/document-rounding.js'
import { shareRounded } from '../rounding/share-rounded.js'
import type { TaxPart } from './tax-parts.js'

export interface TaxRounding extends RoundingUnit {
  readonly scope: TaxScope
  readonly mode: RoundingMode
}

/**
 * Rounds the parts of all taxes so that they add up: what the scope names is rounded once, and its parts get largest-remainder shares, down to each
 * tax on each portion. Under `perLine` what is rounded is one tax on one line.
 *
 * Ties between equal remainders go by the key of the tax, then of the line, then by the place of the portion in it.
 *
 * @returns one amount for each part, in its order
 */
export function roundTaxes(parts: readonly TaxPart[], rounding: TaxRounding): readonly Decimal[] {
  const groups = groupParts(parts)
  const taxes = [...groups.values()]
  const amounts: Decimal[] = parts.map(() => '0')
  if (rounding.scope === 'perLine') {
    for (const lines of taxes) for (const line of lines.values()) shareParts(line, roundOnce(line.exact, rounding), rounding, amounts)
    return amounts
  }
  const totals = taxes.map((lines) => ({ lines, exact: addAll([...lines.values()].map(({ exact }) => exact)) }))
  const rounded = rounding.scope === 'perKey' ? totals.map(({ exact }) => roundOnce(exact, rounding)) : shareAll([...groups.keys()], totals, rounding)
  for (const [index, { lines }] of totals.entries()) {
    const ofLines = shareRounded(rounded[index] ?? '0', [...lines].map(([key, { exact }]) => ({ key, exact })), rounding)
    for (const [place, line] of [...lines.values()].entries()) shareParts(line, ofLines[place] ?? '0', rounding, amounts)
  }
  return amounts
}

/** One tax on one line. */
interface LineTax {
  readonly exact: Exact
  readonly parts: readonly LinePart[]
}

interface LinePart {
  /** Position among all parts. */
  readonly index: number
  readonly exact: Exact
}

function groupParts(parts: readonly TaxPart[]): ReadonlyMap<Hash, ReadonlyMap<string, LineTax>> {
  const groups = new Map<Hash, Map<string, LinePart[]>>()
  for (const [index, { key, line, exact }] of parts.entries()) {
    const lines = groups.get(key) ?? new Map<string, LinePart[]>()
    groups.set(key, lines)
    const own = lines.get(line)
    if (own === undefined) lines.set(line, [{ index, exact }])
    else own.push({ index, exact })
  }
  const summed = ([line, own]: readonly [string, readonly LinePart[]]) => [line, { parts: own, exact: sumOf(own) }] as const
  return new Map([...groups].map(([key, lines]) => [key, new Map([...lines].map(summed))]))
}

function sumOf(parts: readonly LinePart[]): Exact {
  return parts.length === 1 ? (parts[0]?.exact ?? '0') : addAll(parts.map(({ exact }) => exact))
}

/** The exact sum of all taxes rounded once, shared over them. */
function shareAll(keys: readonly Hash[], totals: readonly { readonly exact: Exact }[], rounding: TaxRounding): readonly Decimal[] {
  const total = roundOnce(addAll(totals.map(({ exact }) => exact)), rounding)
  return shareRounded(total, keys.map((key, index) => ({ key, exact: totals[index]?.exact ?? '0' })), rounding)
}

function shareParts({ parts }: LineTax, amount: Decimal, rounding: TaxRounding, amounts: Decimal[]): void {
  const width = String(parts.length).length
  const shares = parts.map(({ exact }, place) => ({ key: String(place).padStart(width, '0'), exact }))
  const shared = parts.length === 1 ? [amount] : shareRounded(amount, shares, rounding)
  for (const [place, { index }] of parts.entries()) amounts[index] = shared[place] ?? '0'
}

function roundOnce(exact: Exact, { mode, exponent, increment }: TaxRounding): Decimal {
  return round(exact, { mode, exponent, increment })
}
