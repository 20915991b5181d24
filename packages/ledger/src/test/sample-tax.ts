import type { Decimal } from '@farthing/core'
import type { TaxAnswer, TaxPortion, TaxTermsContent } from '../tax/tax-answer.js'
import { taxRequestHash, taxTerms } from '../tax/tax-key.js'
import type { TaxRequest, TaxRequestLine } from '../tax/tax-request.js'

/** October 2026, in UTC. */
export const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const

export const vat19: TaxTermsContent = { tax: 'vat', jurisdiction: 'DE', treatment: 'standard', categoryCode: 'S', percent: '19', compound: false }
export const vat7: TaxTermsContent = { ...vat19, treatment: 'reduced', percent: '7' }

export function taxLine(key: string, amount: Decimal, changes: Partial<TaxRequestLine> = {}): TaxRequestLine {
  return { ...october, key, amount, taxable: true, ...changes }
}

/** A German seller and a German customer, October 2026. */
export function taxRequest(lines: readonly TaxRequestLine[], changes: Partial<TaxRequest> = {}): TaxRequest {
  return {
    tenant: 'default',
    document: 'acme/2026-10',
    currency: 'EUR',
    prices: 'exclusive',
    taxPoint: '2026-11-02T00:00:00.000000Z',
    taxPointRule: 'line_end',
    seller: { id: 'default', jurisdiction: 'DE', registrations: [{ tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }] },
    customer: { id: 'acme', jurisdiction: 'DE', registrations: [] },
    lines,
    ...changes,
  }
}

/** An answer that puts the same taxes on every line. */
export function taxAnswer(request: TaxRequest, taxes: readonly TaxTermsContent[], changes: Partial<TaxAnswer> = {}): TaxAnswer {
  const terms = taxes.map((content) => taxTerms(content))
  const portions = request.lines.map(({ key, amount, from, to }): TaxPortion => ({ line: key, amount, from, to, taxPoint: to, taxes: terms.map((one) => one.key) }))
  return {
    request: taxRequestHash(request),
    provider: { name: 'sample', version: '1' },
    state: 'quoted',
    currency: request.currency,
    taxes: request.lines.length === 0 ? [] : terms,
    portions,
    ...changes,
  }
}
