import { fail, type Account, type Interval } from '@farthing/core'
import { lastInstantOf, type InvoiceTaxTerms } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/**
 * How the document of an account is taxed: by the registrations of both parties as they are now. `undefined` where the tenant configured no taxes, or
 * where the account above this one accounts for the taxes of what its customers buy.
 *
 * @throws `tax.party_unknown` for a seller without a jurisdiction, or an account without a tax profile: a document is not left untaxed by accident
 */
export async function taxTermsOf(
  { tenant, seller, tax, invoicing }: Pick<BillingContext, 'tenant' | 'seller' | 'tax' | 'invoicing'>,
  stores: Stores,
  { account, period }: { readonly account: Account; readonly period: Interval },
): Promise<InvoiceTaxTerms | undefined> {
  if (tax === undefined || (await isTaxedAbove(stores, account))) return undefined
  const { taxProfile } = account
  const { prices = 'exclusive', taxPointRule = 'line_end' } = invoicing
  if (seller?.jurisdiction === undefined) fail('tax.party_unknown', { field: 'seller.jurisdiction', because: 'is missing' })
  if (taxProfile === undefined) fail('tax.party_unknown', { field: 'account.taxProfile', because: `is missing on ${JSON.stringify(account.id)}`, facts: { account: account.id } })
  return {
    prices,
    taxPoint: lastInstantOf(period),
    taxPointRule,
    seller: { id: tenant, jurisdiction: seller.jurisdiction, registrations: seller.registrations ?? [] },
    customer: { id: account.id, ...taxProfile },
  }
}

async function isTaxedAbove(stores: Stores, { parent }: Account): Promise<boolean> {
  if (parent === undefined) return false
  return (await stores.accounts.get(parent))?.taxResponsibility === 'account'
}
