import { allocate, checkInterval, minorUnitsOf, parseInstant, writtenScale, type Decimal, type Digest, type Hash, type Instant, type Interval } from '@farthing/core'
import { measureInterval } from '@farthing/pricing'
import { checkTaxRequest } from '../check-tax-request.js'
import type { TaxAnswer, TaxAnswerer, TaxPortion, TaxTerms, TaxTermsContent } from '../tax-answer.js'
import { taxRequestHash, taxTerms } from '../tax-key.js'
import { lastInstantOf } from '../tax-point.js'
import type { TaxRequest, TaxRequestLine } from '../tax-request.js'
import { checkTaxRateBook } from './check-tax-rate-book.js'
import { decideTaxes, decisionBounds, type TaxQuestion } from './tax-decision.js'
import type { TaxRateBook, TaxRateRow } from './tax-rate-book.js'

/**
 * The configured-rates provider: checks a book of rates once and answers requests from it.
 *
 * A line is looked up by place (its region, else where the customer or the seller is), category and tax point. What was not configured is refused:
 * no rate is made up, inherited from another jurisdiction, or taken from another time.
 *
 * Under the tax point rule `split` a line is cut where its taxes change; its amount is shared by time in minor units, largest remainders first.
 * 310.00 EUR for a July whose last 10 of 31 days have another rate are portions of 210.00 and 100.00.
 *
 * Same book, same request, same answer; the order of rates does not matter. An answer costs `O(lines)` lookups.
 *
 * @throws when called: `tax.rates_invalid`, `text.*`, `time.*`. The function that it gives throws `tax.rate_missing` and `tax.request_invalid`
 */
export function taxFromRates(book: TaxRateBook): TaxAnswerer {
  checkTaxRateBook(book)
  const rows = rowsByName(book.rates)
  return (request, digest) => {
    checkTaxRequest(request)
    const found = new Map<Hash, TaxTerms>()
    const known = new Map<string, TaxTerms>()
    const portions = request.lines.flatMap((line, index) => {
      const question = questionOf({ book, rows, request, line, field: `lines[${index}]` })
      return portionsOf(question).map(({ taxes, ...portion }): TaxPortion => {
        const terms = taxes.map((content) => keyedTerms(content, known, digest))
        for (const one of terms) found.set(one.key, one)
        return { line: line.key, ...portion, taxes: terms.map(({ key }) => key) }
      })
    })
    const provider = { name: book.name, version: book.version }
    return answerOf(request, { provider, taxes: [...found.values()], portions }, digest)
  }
}

function answerOf(request: TaxRequest, rest: Pick<TaxAnswer, 'provider' | 'taxes' | 'portions'>, digest?: Digest): TaxAnswer {
  return { request: taxRequestHash(request, digest), provider: rest.provider, state: 'quoted', currency: request.currency, taxes: rest.taxes, portions: rest.portions }
}

function questionOf(given: Omit<TaxQuestion, 'rows' | 'place' | 'category'> & { readonly rows: ReadonlyMap<string, readonly TaxRateRow[]> }): TaxQuestion {
  const { book, rows, request, line } = given
  const place = line.region ?? (book.place === 'seller' ? request.seller : request.customer).jurisdiction
  const category = line.category ?? book.defaultCategory
  return { ...given, place, category, rows: category === undefined ? [] : (rows.get(nameOf(place, category)) ?? []) }
}

interface DecidedPortion extends Pick<TaxPortion, 'from' | 'to' | 'amount' | 'taxPoint'> {
  readonly taxes: readonly TaxTermsContent[]
}

function portionsOf(question: TaxQuestion): readonly DecidedPortion[] {
  const { line, request } = question
  const { from, to } = checkInterval(line)
  if (request.taxPointRule === 'split') return splitPortions(question, { from, to })
  const taxPoint = taxPointOf(line, request)
  return [{ from, to, amount: line.amount, taxPoint, taxes: decideTaxes(question, taxPoint) }]
}

function taxPointOf(line: TaxRequestLine, { taxPointRule, taxPoint }: TaxRequest): Instant {
  if (taxPointRule === 'document') return parseInstant(taxPoint)
  return taxPointRule === 'line_start' ? parseInstant(line.from) : lastInstantOf(line)
}

function splitPortions(question: TaxQuestion, { from, to }: Interval): readonly DecidedPortion[] {
  const bounds = [...new Set(decisionBounds(question).filter((bound) => from < bound && bound < to))].sort()
  const pieces = [from, ...bounds].map((start, index) => ({ from: start, to: bounds[index] ?? to }))
  const decided = pieces.map((piece) => ({ ...piece, taxes: decideTaxes(question, piece.from) }))
  const merged = decided.reduce<readonly (Interval & Pick<DecidedPortion, 'taxes'>)[]>((done, piece) => {
    const last = done.at(-1)
    if (last === undefined || JSON.stringify(last.taxes) !== JSON.stringify(piece.taxes)) return [...done, piece]
    return [...done.slice(0, -1), { ...last, to: piece.to }]
  }, [])
  const amounts = shareByTime(question, merged)
  return merged.map((piece, index) => ({ ...piece, amount: amounts[index] ?? '0', taxPoint: lastInstantOf(piece) }))
}

function shareByTime({ line, request }: TaxQuestion, pieces: readonly Interval[]): readonly Decimal[] {
  if (pieces.length === 1) return [line.amount]
  const exponent = Math.max(minorUnitsOf(request.currency, 'currency'), writtenScale(line.amount))
  const shares = pieces.map((piece) => ({ key: piece.from, weight: measureInterval(piece, { by: 'time' }) }))
  return allocate({ total: line.amount, shares, exponent }).map(({ amount }) => amount)
}

/** Terms with their key, hashed once for each content. */
function keyedTerms(content: TaxTermsContent, known: Map<string, TaxTerms>, digest?: Digest): TaxTerms {
  const text = JSON.stringify(content)
  const terms = known.get(text) ?? taxTerms(content, digest)
  known.set(text, terms)
  return terms
}

function rowsByName(rates: readonly TaxRateRow[]): ReadonlyMap<string, readonly TaxRateRow[]> {
  const rows = new Map<string, TaxRateRow[]>()
  for (const row of rates) {
    const name = nameOf(row.jurisdiction, row.category)
    const others = rows.get(name)
    if (others === undefined) rows.set(name, [row])
    else others.push(row)
  }
  return rows
}

function nameOf(jurisdiction: string, category: string): string {
  return JSON.stringify([jurisdiction, category])
}
