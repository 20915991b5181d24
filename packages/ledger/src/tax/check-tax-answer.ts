import { addAll, checkInterval, checkText, compare, describeValue, fail, parseDecimal, parseInstant, signOf, type Digest, type FailureFacts, type Hash } from '@farthing/core'
import { checkTaxRequest, taxLimits } from './check-tax-request.js'
import { checkKeyedTerms } from './check-tax-terms.js'
import type { TaxAnswer, TaxPortion, TaxState, TaxTerms } from './tax-answer.js'
import { taxRequestHash } from './tax-key.js'
import type { TaxRequest, TaxRequestLine } from './tax-request.js'

const states: readonly TaxState[] = ['quoted', 'committed', 'voided']

/**
 * Checks that an answer is well-formed and answers this request and no other: its hash and currency, every line and no stranger, portions that sum to
 * their line and lie inside it, taxes that exist and are used, and nothing charged on a line that is not taxable. `O(n)`.
 *
 * @throws `tax.answer_mismatch` where the answer does not fit the request; `tax.answer_invalid` where it contradicts itself; what
 *   {@link checkTaxRequest} throws. Each names the field.
 */
export function checkTaxAnswer(request: TaxRequest, answer: TaxAnswer, digest?: Digest): void {
  checkTaxRequest(request)
  if (answer.request !== taxRequestHash(request, digest)) misfit('request', 'is the hash of another request')
  if (answer.currency !== request.currency) misfit('currency', `is ${answer.currency} for a document in ${request.currency}`)
  checkHead(answer)
  const terms = checkTerms(answer, digest)
  const lines = new Map(request.lines.map((line) => [line.key, line]))
  const portions = new Map<string, TaxPortion[]>()
  const used = new Set<Hash>()
  for (const [index, portion] of answer.portions.entries()) {
    const line = lines.get(portion.line)
    if (line === undefined) misfit(`portions[${index}].line`, `is ${describeValue(portion.line)}, which the document does not have`)
    checkPortion({ portion, line, terms, field: `portions[${index}]` })
    for (const key of portion.taxes) used.add(key)
    const others = portions.get(portion.line)
    if (others === undefined) portions.set(portion.line, [portion])
    else others.push(portion)
  }
  for (const [index, line] of request.lines.entries()) checkSum(line, portions.get(line.key) ?? [], `lines[${index}]`)
  const idle = answer.taxes.findIndex(({ key }) => !used.has(key))
  if (idle >= 0) contradict(`taxes[${idle}]`, 'applies to no line')
}

function checkHead({ provider, state, reference }: TaxAnswer): void {
  checkText(provider.name, { field: 'provider.name' })
  checkText(provider.version, { field: 'provider.version' })
  if (!states.includes(state)) contradict('state', `is ${describeValue(state)}`)
  if (reference !== undefined) checkText(reference, { field: 'reference' })
  else if (state !== 'quoted') contradict('reference', `is missing for an answer that is ${state}`)
}

function checkTerms({ taxes }: TaxAnswer, digest?: Digest): ReadonlyMap<Hash, TaxTerms> {
  if (taxes.length > taxLimits.taxes) contradict('taxes', `are ${taxes.length}`)
  const terms = new Map<Hash, TaxTerms>()
  for (const [index, tax] of taxes.entries()) {
    checkKeyedTerms(tax, `taxes[${index}]`, digest)
    if (terms.has(tax.key)) contradict(`taxes[${index}].key`, 'is there for the second time')
    terms.set(tax.key, tax)
  }
  return terms
}

interface PortionCheck {
  readonly portion: TaxPortion
  readonly line: TaxRequestLine
  readonly terms: ReadonlyMap<Hash, TaxTerms>
  readonly field: string
}

function checkPortion({ portion, line, terms, field }: PortionCheck): void {
  parseDecimal(portion.amount, `${field}.amount`)
  parseInstant(portion.taxPoint, { field: `${field}.taxPoint` })
  const { from, to } = checkInterval(portion, field)
  const bounds = checkInterval(line, 'line')
  if (from < bounds.from || to > bounds.to) misfit(field, `runs from ${from} to ${to}, outside of its line`, { from: bounds.from, to: bounds.to })
  const { taxes } = portion
  if (taxes.length === 0 || taxes.length > taxLimits.taxesOfPortion) contradict(`${field}.taxes`, `are ${taxes.length}`)
  if (new Set(taxes).size !== taxes.length) contradict(`${field}.taxes`, 'name one tax twice')
  for (const [index, key] of taxes.entries()) {
    const tax = terms.get(key)
    if (tax === undefined) contradict(`${field}.taxes[${index}]`, 'is none of the taxes of the answer')
    if (!line.taxable && signOf(tax.percent) > 0) misfit(`${field}.taxes[${index}]`, `charges ${tax.percent} % on a line that is not taxable`)
  }
}

function checkSum(line: TaxRequestLine, portions: readonly TaxPortion[], field: string): void {
  if (portions.length === 0) misfit(field, `${describeValue(line.key)} has no answer`)
  const sum = portions.length === 1 ? (portions[0]?.amount ?? '0') : addAll(portions.map(({ amount }) => amount))
  if (compare(sum, line.amount) !== 0) misfit(field, `has portions of ${sum} and not of ${line.amount}`, { sum, amount: line.amount })
}

function misfit(field: string, because: string, facts: FailureFacts = {}): never {
  fail('tax.answer_mismatch', { field, because, facts })
}

function contradict(field: string, because: string): never {
  fail('tax.answer_invalid', { field, because })
}
