import { fail, type Digest } from '@farthing/core'
import { taxFromRates, taxRequestHash, type TaxAnswer, type TaxRateBook, type TaxRequest } from '@farthing/ledger'
import type { TaxFiling, TaxProvider } from '@farthing/ports'
import type { Outside } from '../commands/outside.js'

/** Who says which taxes apply. */
export interface TaxSource {
  readonly name: string
  readonly quote: (request: TaxRequest, outside: Outside) => TaxAnswer
  /** There where taxes of issued documents are filed. */
  readonly filing?: TaxFiling
}

/**
 * Configured rates answer at once. A provider is asked between transactions, once for each request; what it answers is checked where the document is
 * assembled, and must carry its name.
 *
 * @throws `tax.rates_invalid` and what `checkTaxRateBook` throws
 */
export function taxSourceOf(given: TaxProvider | TaxRateBook, digest: Digest): TaxSource {
  if ('rates' in given) {
    const answer = taxFromRates(given)
    return { name: given.name, quote: (request) => answer(request, digest) }
  }
  const { name, filing } = given
  return {
    name,
    quote: (request, outside) => ofProvider(name, outside.answerTo(`tax/${taxRequestHash(request, digest)}`, () => given.quote(request))),
    ...(filing === undefined ? {} : { filing }),
  }
}

function ofProvider(name: string, answer: TaxAnswer): TaxAnswer {
  if (answer.provider.name === name) return answer
  return fail('tax.answer_mismatch', { field: 'provider.name', because: `is ${JSON.stringify(answer.provider.name)}, and ${JSON.stringify(name)} was asked` })
}
