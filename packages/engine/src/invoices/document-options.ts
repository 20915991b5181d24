import { checkPaymentTerms, checkText, fail, type Digest } from '@farthing/core'
import { breachesOf, documentCurrencies, type CurrencySettings, type FxRateBook, type TaxRateBook } from '@farthing/ledger'
import type { FxProvider, TaxProvider } from '@farthing/ports'
import { fxSourceOf, type FxSource } from '../currencies/fx-source.js'
import { taxSourceOf, type TaxSource } from '../tax/tax-source.js'
import type { Invoicing, Seller } from './invoicing.js'

/** What a host says about its documents. */
export interface DocumentOptions {
  /** Who stands on documents as the seller; nobody unless given. */
  readonly seller?: Seller
  /** Configured rates, or a provider, which is asked between transactions. Documents are not taxed unless given. */
  readonly tax?: TaxProvider | TaxRateBook
  /** Configured rates of exchange, or a provider of them. Needed for documents in more than one currency. */
  readonly fx?: FxProvider | FxRateBook
  /** Which billing currencies the tenant takes, and the one that documents are shown in beside theirs; any and none unless given. */
  readonly currencies?: CurrencySettings
  readonly invoicing?: Invoicing
}

/** The same, checked and ready. */
export interface DocumentContext {
  readonly seller?: Seller
  readonly tax?: TaxSource
  readonly fx?: FxSource
  readonly currencies?: CurrencySettings
  readonly invoicing: Invoicing
}

/** @throws `tax.party_unknown` for taxes without a seller's jurisdiction; `tax.rates_invalid`, `account.invalid` for payment terms, `invoice.invalid` for bounds, the `money.*` codes */
export function documentContext({ seller, tax, fx, currencies, invoicing = {} }: DocumentOptions, digest: Digest): DocumentContext {
  if (seller !== undefined) checkText(seller.name, { field: 'seller.name' })
  if (tax !== undefined && seller?.jurisdiction === undefined) fail('tax.party_unknown', { field: 'seller.jurisdiction', because: 'is missing, and documents are taxed' })
  if (currencies !== undefined) documentCurrencies(currencies)
  if (invoicing.paymentTerms !== undefined) checkPaymentTerms(invoicing.paymentTerms, 'invoicing.paymentTerms')
  if (invoicing.bounds !== undefined) breachesOf({ lines: [] }, { bounds: invoicing.bounds })
  return {
    ...(seller === undefined ? {} : { seller }),
    ...(tax === undefined ? {} : { tax: taxSourceOf(tax, digest) }),
    ...(fx === undefined ? {} : { fx: fxSourceOf(fx, digest) }),
    ...(currencies === undefined ? {} : { currencies }),
    invoicing,
  }
}
