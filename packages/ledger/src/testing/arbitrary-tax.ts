import * as fc from 'fast-check'
import { fromMinorUnits, subtract, type CurrencyCode, type Decimal } from '@farthing/core'
import type { TaxAnswer, TaxPortion, TaxTerms, TaxTermsContent } from '../tax/tax-answer.js'
import { taxRequestHash, taxTerms } from '../tax/tax-key.js'
import type { TaxRequest, TaxRequestLine } from '../tax/tax-request.js'
import { arbitraryCurrency } from './arbitrary-charges.js'
import type { TaxCase } from './tax-laws.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const
const inside = '2026-10-22T00:00:00.000000Z'

const reason = { code: 'any', text: 'No tax is due' }
const percents: readonly Decimal[] = ['19', '7', '5', '9.975', '33.333', '8.875', '0.1', '100', '12.3456789']

/** Taxes as providers state them: rates with awkward digits, compound or not, and some that are not due. */
function taxPool(): readonly TaxTerms[] {
  const names = [{ tax: 'vat', jurisdiction: 'DE' }, { tax: 'gst', jurisdiction: 'CA' }, { tax: 'qst', jurisdiction: 'CA-QC' }] as const
  const due = names.flatMap((name) => percents.map((percent, index): TaxTermsContent => ({ ...name, treatment: 'standard', categoryCode: 'S', percent, compound: index % 2 === 1 })))
  const free = names.map((name): TaxTermsContent => ({ ...name, treatment: 'exempt', categoryCode: 'E', percent: '0', compound: false, reason }))
  return [...due, ...free].map((content) => taxTerms(content))
}

interface LinePlan {
  /** In minor units. */
  readonly units: number
  /** Whether it is taxed in two portions, and how much the second one has. */
  readonly second: number | null
  readonly taxes: readonly (readonly number[])[]
}

export interface TaxCaseOptions {
  /** Any with minor units unless given. */
  readonly currency?: CurrencyCode
  /** Charges only, or credits among them; both unless given. */
  readonly sign?: 'positive'
}

/**
 * A tax request of up to six lines with its answer: one to four taxes, one to three of them on each portion, lines of either sign and of zero, some of
 * them in two portions; in any currency, exclusive or inclusive, under any policy.
 */
export function arbitraryTaxCase({ currency, sign }: TaxCaseOptions = {}): fc.Arbitrary<TaxCase> {
  const units = fc.oneof(fc.integer({ min: sign === 'positive' ? 1 : -2_000, max: 2_000 }), fc.integer({ min: sign === 'positive' ? 1 : -99_999_999, max: 99_999_999 }))
  const someTaxes = fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 })
  const line: fc.Arbitrary<LinePlan> = fc.record({
    units,
    second: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 3 }),
    taxes: fc.tuple(someTaxes, someTaxes),
  })
  return fc
    .record({
      currency: currency === undefined ? arbitraryCurrency() : fc.constant(currency),
      prices: fc.constantFrom('exclusive', 'inclusive'),
      stated: fc.shuffledSubarray([...taxPool()], { minLength: 4, maxLength: 4 }),
      plans: fc.array(line, { maxLength: 6 }),
      policy: fc.record(
        {
          mode: fc.constantFrom('half-even', 'half-up', 'half-down', 'up', 'down'),
          taxScope: fc.constantFrom('perKey', 'perLine', 'perDocument'),
          taxMode: fc.constantFrom('half-even', 'half-up', 'down'),
        },
        { requiredKeys: ['mode'] },
      ),
    })
    .map(({ stated, plans, policy, ...head }) => {
      const request = requestOf(plans, head)
      return { request, answer: answerOf(request, plans, stated), policy }
    })
}

function requestOf(plans: readonly LinePlan[], head: Pick<TaxRequest, 'currency' | 'prices'>): TaxRequest {
  const lines = plans.map(({ units }, index): TaxRequestLine => ({
    ...october,
    key: `line-${index}`,
    amount: fromMinorUnits(String(units), head.currency).amount,
    taxable: true,
  }))
  const party = (id: string) => ({ id, jurisdiction: 'DE', registrations: [] })
  return { ...head, tenant: 'default', document: 'acme/2026-10', taxPoint: october.to, taxPointRule: 'document', seller: party('default'), customer: party('acme'), lines }
}

function answerOf(request: TaxRequest, plans: readonly LinePlan[], stated: readonly TaxTerms[]): TaxAnswer {
  const portions = request.lines.flatMap((line, index) => portionsOf(line, plans[index], { request, stated }))
  const used = new Set(portions.flatMap(({ taxes }) => taxes))
  return {
    request: taxRequestHash(request),
    provider: { name: 'arbitrary', version: '1' },
    state: 'quoted',
    currency: request.currency,
    taxes: stated.filter(({ key }) => used.has(key)),
    portions,
  }
}

interface Stated {
  readonly request: TaxRequest
  readonly stated: readonly TaxTerms[]
}

function portionsOf(line: TaxRequestLine, plan: LinePlan | undefined, { request, stated }: Stated): readonly TaxPortion[] {
  const portion = (place: number, changes: Partial<TaxPortion>): TaxPortion => ({
    ...october,
    line: line.key,
    amount: line.amount,
    taxPoint: october.to,
    taxes: (plan?.taxes[place] ?? []).flatMap((index) => stated[index]?.key ?? []),
    ...changes,
  })
  if (plan === undefined || plan.second === null) return [portion(0, {})]
  const { amount } = fromMinorUnits(String(plan.second), request.currency)
  return [portion(0, { to: inside, amount: subtract(line.amount, amount) }), portion(1, { from: inside, amount })]
}
