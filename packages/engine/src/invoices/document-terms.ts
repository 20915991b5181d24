import { assertInvariant, isZero, type Account, type Interval } from '@farthing/core'
import { isAmountGrant, taxRequestOf, type BookedGrant, type DueAdjustments, type InvoiceInput, type InvoiceParty, type InvoiceTerms, type TaxRequest } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { openCredits } from '../credits/load-credits.js'
import { conversionsFor } from '../currencies/conversions-for.js'
import { presentationOf } from '../currencies/presentation-of.js'
import { taxTermsOf } from '../tax/tax-terms.js'
import type { Invoicing, Seller } from './invoicing.js'

export interface TermsSubject {
  readonly account: Account
  readonly period: Interval
  readonly billed: readonly BilledPeriod[]
  readonly grants: readonly BookedGrant[]
  readonly outside: Outside
}

/**
 * What a document follows from beside its charges, all but the answer about its taxes. `undefined` where there is nothing. Writes nothing.
 *
 * @throws `tax.party_unknown`, `currency.not_allowed`, `fx.rate_missing`, what a provider of rates rejects with
 */
export async function documentTerms(context: BillingContext, stores: Stores, subject: TermsSubject): Promise<InvoiceTerms | undefined> {
  const { tenant, seller, invoicing } = context
  const { account } = subject
  // First, so that questions to the outside come before work is done.
  const conversions = conversionsFor(context, subject)
  const presentation = presentationOf(context, subject)
  const tax = await taxTermsOf(context, stores, subject)
  const credits = payingCredits(subject)
  const { discounts = [] } = invoicing
  const terms: InvoiceTerms = {
    ...(seller === undefined ? {} : { seller: sellerParty(tenant, seller) }),
    ...customerParty(account),
    ...(await recipientOf(stores, account)),
    ...(discounts.length === 0 ? {} : { discounts }),
    ...(credits.length === 0 ? {} : { credits }),
    ...(invoicing.creditSpread === undefined ? {} : { creditSpread: invoicing.creditSpread }),
    ...(tax === undefined ? {} : { tax }),
    ...cashOf(invoicing, account),
    ...(conversions.length === 0 ? {} : { conversions }),
    ...(presentation === undefined ? {} : { presentation }),
    ...paymentOf(invoicing, account),
    ...(invoicing.layout === undefined ? {} : { layout: invoicing.layout }),
  }
  return Object.keys(terms).length === 0 ? undefined : terms
}

/** Terms with what people decided about the document; discounts of the account come behind those of the tenant. */
export function withDecisions(given: InvoiceTerms | undefined, due: DueAdjustments['terms']): Pick<InvoiceInput, 'terms'> {
  const discounts = [...(given?.discounts ?? []), ...(due.discounts ?? [])]
  const terms: InvoiceTerms = { ...given, ...due, ...(discounts.length === 0 ? {} : { discounts }) }
  return Object.keys(terms).length === 0 ? {} : { terms }
}

/** Input with what is asked about its taxes and the answer, where it is taxed. The question is what the lines come to, so it is asked last. */
export function withTaxAnswer({ tax, digest }: Pick<BillingContext, 'tax' | 'digest'>, input: InvoiceInput, outside: Outside): { readonly input: InvoiceInput; readonly request?: TaxRequest } {
  const request = taxRequestOf(input, digest)
  if (request === undefined || tax === undefined) return { input }
  return { input: { ...input, terms: { ...input.terms, taxAnswer: tax.quote(request, outside) } }, request }
}

/** What cannot pay is no evidence: another currency, units of a meter, a grant with nothing left. */
function payingCredits({ grants, account, period }: TermsSubject): NonNullable<InvoiceTerms['credits']> {
  const open = openCredits(grants, { at: period.to })
  return open.filter(({ grant, remaining }) => isAmountGrant(grant) && grant.currency === account.currency && !isZero(remaining))
}

function sellerParty(tenant: string, { jurisdiction: _, ...party }: Seller): InvoiceParty {
  return { id: tenant, ...party }
}

/** An account without a registered name is named nowhere but by its id. */
function customerParty(account: Account): Pick<InvoiceTerms, 'customer'> {
  return account.name === undefined ? {} : { customer: partyOf(account, account.name) }
}

async function recipientOf(stores: Stores, { id, invoiceRecipient: recipient = id }: Account): Promise<Pick<InvoiceTerms, 'recipient'>> {
  if (recipient === id) return {}
  const account = await stores.accounts.get(recipient)
  assertInvariant(account !== undefined, 'an account that another one names is stored')
  return { recipient: partyOf(account, account.name ?? recipient) }
}

function partyOf({ id, address, contact, reference, taxProfile }: Account, name: string): InvoiceParty {
  const registrations = taxProfile?.registrations ?? []
  return {
    id, name,
    ...(address === undefined ? {} : { address }),
    ...(contact === undefined ? {} : { contact }),
    ...(reference === undefined ? {} : { reference }),
    ...(registrations.length === 0 ? {} : { registrations }),
  }
}

function cashOf({ cash = {} }: Invoicing, { currency }: Account): Pick<InvoiceTerms, 'cash'> {
  const rule = Object.hasOwn(cash, currency) ? cash[currency] : undefined
  return rule === undefined ? {} : { cash: rule }
}

function paymentOf({ paymentTerms, calendar }: Invoicing, { terms = paymentTerms }: Account): Pick<InvoiceTerms, 'payment'> {
  return terms === undefined ? {} : { payment: { terms, ...(calendar === undefined ? {} : { calendar }) } }
}
