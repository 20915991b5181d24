import {
  checkPeriodGrid,
  checkText,
  compare,
  currencies,
  describeValue,
  durationMs,
  fail,
  minorUnitsOf,
  money,
  parseDecimal,
  parseInstant,
  signOf,
  toMinorUnits,
  type Currency,
  type Decimal,
} from '@farthing/core'
import { creditLimits, isAmountGrant, type AmountGrant, type CreditGrant, type CreditScope, type QuantityGrant, type RestoredExpiry, type Rollover } from './credit-grant.js'

type Terms = Omit<AmountGrant, 'amount' | 'currency'>

const commonFields = [
  'id', 'account', 'kind', 'priority', 'createdAt', 'effectiveAt', 'expiresAt', 'recurrence', 'rollover', 'scope', 'restoredExpiry', 'costBasis', 'voidedAt', 'reason',
] as const satisfies readonly (keyof Terms)[]
const amountFields: ReadonlySet<string> = new Set([...commonFields, 'amount', 'currency'])
const quantityFields: ReadonlySet<string> = new Set([...commonFields, 'quantity', 'meter'])
const scopeLists = ['meters', 'categories', 'charges'] as const

/**
 * Checks a grant and returns it with canonical decimals and instants. Its id has at most 128 characters, so that keys of postings can hold it beside
 * that of a document; other texts 256, the reason 1,000. A scope has at most 1,000 entries.
 *
 * @throws `credit.grant_invalid` for a field that it does not have, an amount that is not positive, an end at or before the start, an empty or unknown
 *   scope, a rollover whose minimum is above its maximum, a cost basis without payment; `text.*`, `decimal.*`, `time.*`, `period.invalid`,
 *   `money.currency_unknown`, `money.no_minor_units`, `money.not_minor_units`; each naming the part below `field`
 */
export function checkGrant(grant: CreditGrant, field = 'grant', known: readonly Currency[] = currencies): CreditGrant {
  const given: unknown = grant
  if (typeof given !== 'object' || given === null) return refuse(field, `is ${describeValue(given)} and not an object`)
  const fields = 'amount' in given ? amountFields : quantityFields
  const stranger = Object.keys(given).find((name) => !fields.has(name))
  if (stranger !== undefined) refuse(field, `has the field ${describeValue(stranger)}, which a grant of this kind does not have`)
  const terms = checkTerms(grant, field, known)
  return isAmountGrant(grant) ? checkAmount(grant, terms, field, known) : checkQuantity(grant, terms, field)
}

function checkAmount(grant: AmountGrant, terms: Terms, field: string, known: readonly Currency[]): AmountGrant {
  const { currency } = grant
  minorUnitsOf(currency, `${field}.currency`, known)
  const amount = positive(grant.amount, `${field}.amount`)
  toMinorUnits({ amount, currency }, known)
  return { ...terms, currency, amount }
}

function checkQuantity(grant: QuantityGrant, terms: Terms, field: string): QuantityGrant {
  return { ...terms, meter: checkText(grant.meter, { field: `${field}.meter` }), quantity: positive(grant.quantity, `${field}.quantity`) }
}

function checkTerms(grant: CreditGrant, field: string, known: readonly Currency[]): Terms {
  const { kind, priority, expiresAt, voidedAt, recurrence, rollover, scope, restoredExpiry, costBasis, reason } = grant
  if (!['promotional', 'paid'].includes(kind)) refuse(`${field}.kind`, `is ${describeValue(kind)} and not "promotional" or "paid"`)
  const effectiveAt = parseInstant(grant.effectiveAt, { field: `${field}.effectiveAt` })
  const optional = {
    ...(expiresAt === undefined ? {} : { expiresAt: checkExpiry(expiresAt, effectiveAt, `${field}.expiresAt`) }),
    ...(recurrence === undefined ? {} : { recurrence: checkPeriodGrid(recurrence, `${field}.recurrence`) }),
    ...(rollover === undefined ? {} : { rollover: checkRollover(rollover, `${field}.rollover`) }),
    ...(scope === undefined ? {} : { scope: checkScope(scope, `${field}.scope`) }),
    ...(restoredExpiry === undefined ? {} : { restoredExpiry: checkRestoredExpiry(restoredExpiry, `${field}.restoredExpiry`) }),
    ...(costBasis === undefined ? {} : { costBasis: checkCostBasis(grant, `${field}.costBasis`, known) }),
    ...(voidedAt === undefined ? {} : { voidedAt: parseInstant(voidedAt, { field: `${field}.voidedAt` }) }),
    ...(reason === undefined ? {} : { reason: checkText(reason, { field: `${field}.reason`, maxLength: 1_000 }) }),
  }
  if (!Number.isInteger(priority) || priority < 0 || priority > creditLimits.highestPriority) {
    refuse(`${field}.priority`, `is ${describeValue(priority)}, not a whole number from 0 to ${creditLimits.highestPriority}`)
  }
  const [id, account] = [checkText(grant.id, { field: `${field}.id`, maxLength: 128 }), checkText(grant.account, { field: `${field}.account` })]
  return { id, account, kind, priority, createdAt: parseInstant(grant.createdAt, { field: `${field}.createdAt` }), effectiveAt, ...optional }
}

function positive(text: string, field: string): Decimal {
  const value = parseDecimal(text, field)
  return signOf(value) > 0 ? value : refuse(field, `is ${value}`)
}

function checkExpiry(text: string, effectiveAt: string, field: string): string {
  const expiresAt = parseInstant(text, { field })
  return expiresAt > effectiveAt ? expiresAt : refuse(field, `is ${expiresAt}, not after the start at ${effectiveAt}`)
}

function checkRollover(rollover: Rollover, field: string): Rollover {
  const side = (name: 'min' | 'max'): Decimal | undefined => {
    const text = rollover[name]
    if (text === undefined) return undefined
    const value = parseDecimal(text, `${field}.${name}`)
    return signOf(value) < 0 ? refuse(`${field}.${name}`, `is ${value}`) : value
  }
  const [min, max] = [side('min'), side('max')]
  if (min !== undefined && max !== undefined && compare(min, max) > 0) refuse(field, `has a minimum of ${min} above its maximum of ${max}`)
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function checkScope(scope: CreditScope, field: string): CreditScope {
  const given: unknown = scope
  if (typeof given !== 'object' || given === null) return refuse(field, `is ${describeValue(given)} and not an object`)
  const stranger = Object.keys(given).find((name) => !(scopeLists as readonly string[]).includes(name))
  if (stranger !== undefined) refuse(field, `has ${describeValue(stranger)}, which is none of ${scopeLists.join(', ')}`)
  let entries = 0
  for (const name of scopeLists) {
    const list: unknown = scope[name]
    if (list === undefined) continue
    if (!Array.isArray(list)) return refuse(`${field}.${name}`, `is ${describeValue(list)} and not a list`)
    entries += list.length
    if (entries > creditLimits.scopeEntries) refuse(field, `has more than ${creditLimits.scopeEntries} entries`)
    list.forEach((entry: unknown, index) => checkText(entry, { field: `${field}.${name}[${index}]` }))
  }
  return entries > 0 ? scope : refuse(field, 'names nothing that the grant pays for')
}

function checkRestoredExpiry(rule: RestoredExpiry, field: string): RestoredExpiry {
  if (rule !== 'original' && rule !== 'never') durationMs(rule, field)
  return rule
}

function checkCostBasis({ kind, costBasis }: CreditGrant, field: string, known: readonly Currency[]): NonNullable<CreditGrant['costBasis']> {
  if (kind !== 'paid') refuse(field, 'stands on credit that nobody paid for')
  const basis = money(costBasis?.amount ?? '', costBasis?.currency ?? '', field, known)
  return signOf(basis.amount) < 0 ? refuse(`${field}.amount`, `is ${basis.amount}`) : basis
}

function refuse(field: string, because: string): never {
  return fail('credit.grant_invalid', { field, because })
}
