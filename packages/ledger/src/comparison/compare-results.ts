import { absolute, add, canonicalJson, checkJson, compare, compareBytes, fail, hashContent, isZero, parseDecimal, signOf, subtract, type CurrencyCode, type Decimal, type Digest, type Exact, type Hash } from '@farthing/core'
import type { RatingResult, ResultLine } from './rating-result.js'

/** How far apart two lines may be and count as equal; `"0"` unless given. */
export interface ComparisonTolerance {
  /** Between amounts, in major units; the bound itself is inside. */
  readonly amount?: Decimal
  readonly quantity?: Decimal
}

/** What two results differ in: plain data in a fixed order, so that it can be kept, reviewed, and compared with the next run. */
export interface ResultComparison {
  readonly format: 'result-comparison/1'
  readonly before: string
  readonly after: string
  readonly tolerance: Required<ComparisonTolerance>
  readonly counts: ComparisonCounts
  /** By currency, in byte order: Σ of all lines, equal ones included. */
  readonly totals: readonly ComparedTotal[]
  /** Without those inside the tolerance; by account, period, line and currency, in byte order. */
  readonly differences: readonly LineDifference[]
  /** Over all of it but itself. */
  readonly hash: Hash
}

/** `equal` + `within` + `changed` + `added` + `removed` = lines on either side. */
export interface ComparisonCounts {
  readonly equal: number
  /** Not equal, and inside the tolerance. */
  readonly within: number
  readonly changed: number
  readonly added: number
  readonly removed: number
}

export interface ComparedTotal {
  readonly currency: CurrencyCode
  readonly before: Exact
  readonly after: Exact
  /** `after` − `before`. */
  readonly delta: Exact
}

export interface LineDifference extends Pick<ResultLine, 'account' | 'period' | 'line' | 'currency'> {
  readonly kind: 'changed' | 'added' | 'removed'
  readonly before?: LineFigures
  readonly after?: LineFigures
  /** Of the amounts; what is absent counts as zero. */
  readonly delta: Exact
}

export type LineFigures = Pick<ResultLine, 'amount' | 'quantity'>

export interface ComparisonInput {
  readonly before: RatingResult
  readonly after: RatingResult
  readonly tolerance?: ComparisonTolerance
}

/**
 * Compares two complete results line by line: an old and a new program, or ours and an imported one. Exact; the order of lines changes nothing.
 * A quantity that only one side states is not compared. `O(n log n)`.
 *
 * @throws `comparison.invalid` for a line that a result has twice, and for a tolerance below zero
 */
export function compareResults({ before, after, tolerance = {} }: ComparisonInput, digest?: Digest): ResultComparison {
  const limits = { amount: limitOf(tolerance.amount, 'amount'), quantity: limitOf(tolerance.quantity, 'quantity') }
  const [old, next] = [byKey(before, 'before'), byKey(after, 'after')]
  const keys = [...new Set([...old.keys(), ...next.keys()])].sort(compareBytes)
  const compared = keys.map((key) => comparedLine(old.get(key), next.get(key), limits))
  const count = (outcome: Outcome) => compared.filter((each) => each.outcome === outcome).length
  const content = {
    format: 'result-comparison/1' as const,
    before: before.name,
    after: after.name,
    tolerance: limits,
    counts: { equal: count('equal'), within: count('within'), changed: count('changed'), added: count('added'), removed: count('removed') },
    totals: totalsOf(before.lines, after.lines),
    differences: compared.flatMap(({ difference }) => (difference === undefined ? [] : [difference])),
  }
  return { ...content, hash: comparisonHash(content, digest) }
}

/** A part for each difference, so that there may be many. */
function comparisonHash({ differences, ...head }: Omit<ResultComparison, 'hash'>, digest?: Digest): Hash {
  return hashContent('result-comparison/1', [checkJson(head, 'comparison'), ...differences.map((each) => checkJson(each, 'difference'))], digest)
}

function limitOf(value: Decimal = '0', name: string): Decimal {
  const limit = parseDecimal(value, `tolerance.${name}`)
  return signOf(limit) < 0 ? fail('comparison.invalid', { field: `tolerance.${name}`, because: `is ${limit}, below zero` }) : limit
}

function byKey({ lines }: RatingResult, side: string): ReadonlyMap<string, ResultLine> {
  const found = new Map<string, ResultLine>()
  for (const [index, line] of lines.entries()) {
    const key = canonicalJson([line.account, line.period?.from ?? '', line.period?.to ?? '', line.line, line.currency])
    if (found.has(key)) fail('comparison.invalid', { field: `${side}.lines[${index}]`, because: `is ${line.line} of ${line.account} for the second time` })
    found.set(key, line)
  }
  return found
}

type Outcome = keyof ComparisonCounts

interface ComparedLine {
  readonly outcome: Outcome
  readonly difference?: LineDifference
}

function comparedLine(before: ResultLine | undefined, after: ResultLine | undefined, tolerance: Required<ComparisonTolerance>): ComparedLine {
  const delta = subtract(after?.amount ?? '0', before?.amount ?? '0')
  if (before === undefined || after === undefined) {
    const kind = before === undefined ? 'added' : 'removed'
    return { outcome: kind, difference: differenceOf(kind, { before, after, delta }) }
  }
  const byQuantity = before.quantity === undefined || after.quantity === undefined ? '0' : subtract(after.quantity, before.quantity)
  if (isZero(delta) && isZero(byQuantity)) return { outcome: 'equal' }
  if (isWithin(delta, tolerance.amount) && isWithin(byQuantity, tolerance.quantity)) return { outcome: 'within' }
  return { outcome: 'changed', difference: differenceOf('changed', { before, after, delta }) }
}

function isWithin(delta: Exact, limit: Decimal): boolean {
  return compare(absolute(delta), limit) <= 0
}

interface Sides {
  readonly before: ResultLine | undefined
  readonly after: ResultLine | undefined
  readonly delta: Exact
}

function differenceOf(kind: LineDifference['kind'], { before, after, delta }: Sides): LineDifference {
  const { account = '', period, line = '', currency = '' } = before ?? after ?? {}
  return {
    kind, account,
    ...(period === undefined ? {} : { period }),
    line, currency,
    ...(before === undefined ? {} : { before: figuresOf(before) }),
    ...(after === undefined ? {} : { after: figuresOf(after) }),
    delta,
  }
}

function figuresOf({ amount, quantity }: ResultLine): LineFigures {
  return { amount, ...(quantity === undefined ? {} : { quantity }) }
}

function totalsOf(before: readonly ResultLine[], after: readonly ResultLine[]): readonly ComparedTotal[] {
  const currencies = [...new Set([...before, ...after].map(({ currency }) => currency))].sort(compareBytes)
  const [old, next] = [sumsOf(before), sumsOf(after)]
  return currencies.map((currency) => {
    const sums = { before: old.get(currency) ?? '0', after: next.get(currency) ?? '0' } as const
    return { currency, ...sums, delta: subtract(sums.after, sums.before) }
  })
}

function sumsOf(lines: readonly ResultLine[]): ReadonlyMap<CurrencyCode, Exact> {
  const sums = new Map<CurrencyCode, Exact>()
  for (const { currency, amount } of lines) sums.set(currency, add(sums.get(currency) ?? '0', amount))
  return sums
}
