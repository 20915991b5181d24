import { checkInterval, checkText, describeValue, fail, minorUnitsOf, parseDecimal, parseInstant } from '@farthing/core'
import type { TaxCustomer, TaxExemption, TaxParty, TaxPointRule, TaxReason, TaxRegistration, TaxRequest, TaxRequestLine, TaxedPrices } from './tax-request.js'

export const taxLimits = { lines: 100_000, registrations: 100, exemptions: 100, taxes: 1_000, taxesOfPortion: 8 } as const

const taxPointRules: readonly TaxPointRule[] = ['document', 'line_start', 'line_end', 'split']
const taxedPrices: readonly TaxedPrices[] = ['exclusive', 'inclusive']

/**
 * Refuses a request that no taxes follow from, before any work.
 *
 * @throws `tax.request_invalid` naming the field; `text.*`, `decimal.*`, `time.*`, `money.currency_unknown`, `money.no_minor_units`,
 *   `period.ends_before_start`
 */
export function checkTaxRequest(request: TaxRequest): void {
  const { lines, prices, taxPointRule } = request
  checkText(request.tenant, { field: 'tenant' })
  checkText(request.document, { field: 'document' })
  minorUnitsOf(request.currency, 'currency')
  if (!taxedPrices.includes(prices)) refuse('prices', `is ${describeValue(prices)} and not exclusive or inclusive`)
  parseInstant(request.taxPoint, { field: 'taxPoint' })
  if (!taxPointRules.includes(taxPointRule)) refuse('taxPointRule', `is ${describeValue(taxPointRule)}, which is no rule`)
  checkParty(request.seller, 'seller')
  checkCustomer(request.customer)
  if (lines.length > taxLimits.lines) refuse('lines', `are ${lines.length}`)
  const seen = new Set<string>()
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}]`
    checkLine(line, field)
    if (seen.has(line.key)) refuse(`${field}.key`, `is ${describeValue(line.key)} for the second time`)
    seen.add(line.key)
  }
}

function checkLine(line: TaxRequestLine, field: string): void {
  checkText(line.key, { field: `${field}.key` })
  parseDecimal(line.amount, `${field}.amount`)
  checkInterval(line, field)
  if (typeof line.taxable !== 'boolean') refuse(`${field}.taxable`, `is ${describeValue(line.taxable)}`)
  if (line.category !== undefined) checkText(line.category, { field: `${field}.category` })
  if (line.region !== undefined) checkText(line.region, { field: `${field}.region` })
}

function checkParty(party: TaxParty, field: string): void {
  checkText(party.id, { field: `${field}.id` })
  checkText(party.jurisdiction, { field: `${field}.jurisdiction` })
  const { registrations } = party
  if (registrations.length > taxLimits.registrations) refuse(`${field}.registrations`, `are ${registrations.length}`)
  for (const [index, registration] of registrations.entries()) checkRegistration(registration, `${field}.registrations[${index}]`)
}

function checkCustomer(customer: TaxCustomer): void {
  checkParty(customer, 'customer')
  const { exemptions = [] } = customer
  if (exemptions.length > taxLimits.exemptions) refuse('customer.exemptions', `are ${exemptions.length}`)
  for (const [index, exemption] of exemptions.entries()) checkExemption(exemption, `customer.exemptions[${index}]`)
}

function checkExemption({ jurisdiction, tax, category, reason, certificate, from, to }: TaxExemption, field: string): void {
  checkText(jurisdiction, { field: `${field}.jurisdiction` })
  if (tax !== undefined) checkText(tax, { field: `${field}.tax` })
  if (category !== undefined) checkText(category, { field: `${field}.category` })
  if (certificate !== undefined) checkText(certificate, { field: `${field}.certificate` })
  checkTaxReason(reason, `${field}.reason`)
  checkValidity({ from, to }, field)
}

export function checkRegistration({ tax, jurisdiction, number }: TaxRegistration, field: string): void {
  checkText(tax, { field: `${field}.tax` })
  checkText(jurisdiction, { field: `${field}.jurisdiction` })
  checkText(number, { field: `${field}.number` })
}

export function checkTaxReason({ code, text }: TaxReason, field: string): void {
  checkText(code, { field: `${field}.code` })
  checkText(text, { field: `${field}.text`, maxLength: 1_000 })
}

/** Both bounds are well-formed where they are there, and the interval has a length. */
export function checkValidity({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }, field: string): void {
  const start = from === undefined ? undefined : parseInstant(from, { field: `${field}.from` })
  const end = to === undefined ? undefined : parseInstant(to, { field: `${field}.to` })
  if (start !== undefined && end !== undefined) checkInterval({ from: start, to: end }, field)
}

function refuse(field: string, because: string): never {
  fail('tax.request_invalid', { field, because })
}
