import { checkText } from '../evidence/check-text.js'
import { checkCurrency } from '../money/currencies/check-currency.js'
import { currencies } from '../money/currencies/currencies.js'
import type { Currency } from '../money/currencies/currency.js'
import { checkZone } from '../time/check-zone.js'
import { checkFields, checkList, checkOneOf, checkTexts, refuse } from './account-fields.js'
import type { Account, Project } from './account-type.js'
import { checkPaymentTerms } from './check-payment-terms.js'
import { checkTaxProfile } from './check-tax-profile.js'
import type { ExternalReference } from './external-reference.js'
import type { PostalAddress } from './postal-address.js'

/** `true` for every field, so that one that is added is known here too. */
const fields: { readonly [name in keyof Required<Account>]: true } = {
  id: true, kind: true, name: true, currency: true, zone: true, parent: true, invoiceRecipient: true, notificationRecipients: true, address: true, contact: true,
  reference: true, terms: true, invoiceGrouping: true, taxProfile: true, taxResponsibility: true, creditRiskOwner: true, priceBooks: true, projects: true, externalReferences: true,
}

const texts = ['name', 'parent', 'invoiceRecipient', 'contact', 'reference', 'creditRiskOwner'] as const

/**
 * Checks an account and returns it with its zone in the official spelling and its instants in canonical form. Texts have at most 256 characters.
 *
 * An account is not its own parent, and its projects form trees; that a chain of parents has no circle, and that accounts and price books that it
 * names exist, is for whoever knows the others.
 *
 * @throws `account.invalid`, `text.*`, `money.currency_unknown`, `time.*` or `period.ends_before_start`, naming the part below `field`.
 */
export function checkAccount(account: Account, field = 'account', known: readonly Currency[] = currencies): Account {
  checkFields(account, field, Object.keys(fields))
  const id = checkText(account.id, { field: `${field}.id` })
  checkOneOf(account.kind, `${field}.kind`, ['customer', 'reseller', 'house'])
  checkTexts(account, field, texts)
  if (account.parent === id) refuse(`${field}.parent`, 'is the account itself')
  checkCurrency(account.currency, `${field}.currency`, known)
  checkParts(account, field)
  return {
    ...account,
    zone: checkZone(account.zone, `${field}.zone`),
    ...(account.taxProfile === undefined ? {} : { taxProfile: checkTaxProfile(account.taxProfile, `${field}.taxProfile`) }),
  }
}

function checkParts(account: Account, field: string): void {
  const { notificationRecipients, address, terms, invoiceGrouping, taxResponsibility, priceBooks, projects, externalReferences } = account
  if (notificationRecipients !== undefined) {
    checkList(notificationRecipients, `${field}.notificationRecipients`, { most: 100, keyOf: (recipient) => recipient, check: checkLine })
  }
  if (address !== undefined) checkAddress(address, `${field}.address`)
  if (terms !== undefined) checkPaymentTerms(terms, `${field}.terms`)
  if (invoiceGrouping !== undefined) {
    checkFields(invoiceGrouping, `${field}.invoiceGrouping`, ['by', 'advance'])
    checkOneOf(invoiceGrouping.by, `${field}.invoiceGrouping.by`, ['account', 'subscription', 'product'])
    if (invoiceGrouping.advance !== undefined) checkOneOf(invoiceGrouping.advance, `${field}.invoiceGrouping.advance`, ['together', 'separate'])
  }
  if (taxResponsibility !== undefined) checkOneOf(taxResponsibility, `${field}.taxResponsibility`, ['tenant', 'account'])
  if (priceBooks !== undefined) {
    checkFields(priceBooks, `${field}.priceBooks`, ['retail', 'wholesale'])
    checkTexts(priceBooks, `${field}.priceBooks`, ['retail', 'wholesale'])
  }
  if (projects !== undefined) checkProjects(projects, `${field}.projects`)
  if (externalReferences !== undefined) {
    checkList(externalReferences, `${field}.externalReferences`, { most: 100, keyOf: ({ kind, provider, id }) => JSON.stringify([kind, provider, id]), check: checkReference })
  }
}

function checkLine(text: string, field: string): void {
  checkText(text, { field })
}

function checkAddress(address: PostalAddress, field: string): void {
  checkFields(address, field, ['lines', 'city', 'postCode', 'subdivision', 'country'])
  checkList(address.lines.map((text, index) => ({ text, index })), `${field}.lines`, {
    least: 1, most: 10, keyOf: ({ index }) => String(index), check: ({ text }, at) => { checkLine(text, at) },
  })
  checkTexts(address, field, ['city', 'postCode', 'subdivision'])
  const country = checkText(address.country, { field: `${field}.country` })
  if (!/^[A-Z]{2}$/.test(country)) refuse(`${field}.country`, `is "${country}" and not two capital letters of ISO 3166-1`)
}

function checkReference(reference: ExternalReference, field: string): void {
  checkFields(reference, field, ['kind', 'provider', 'id'])
  for (const name of ['kind', 'provider', 'id'] as const) checkText(reference[name], { field: `${field}.${name}` })
}

function checkProjects(projects: readonly Project[], field: string): void {
  checkList(projects, field, { most: 10_000, keyOf: ({ id }) => id, check: checkProject })
  const parents = new Map(projects.map(({ id, parent }) => [id, parent]))
  const settled = new Set<string>()
  projects.forEach(({ id, parent }, index) => {
    if (parent !== undefined && !parents.has(parent)) refuse(`${field}[${index}].parent`, `is "${parent}", which the account does not have`)
    const path = new Set<string>()
    for (let at: string | undefined = id; at !== undefined && !settled.has(at); at = parents.get(at)) {
      if (path.has(at)) refuse(`${field}[${index}].parent`, 'leads back to the project itself')
      path.add(at)
    }
    for (const each of path) settled.add(each)
  })
}

function checkProject(project: Project, field: string): void {
  checkFields(project, field, ['id', 'name', 'parent'])
  checkText(project.id, { field: `${field}.id` })
  checkTexts(project, field, ['name', 'parent'])
}
