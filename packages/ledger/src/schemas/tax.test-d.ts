import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { CurrencySettings } from '../currencies/currency-settings.js'
import type { FxRateBook } from '../currencies/fx-rate-book.js'
import type { FxSnapshot } from '../currencies/fx-snapshot.js'
import type { Presentation } from '../currencies/present-amounts.js'
import type { DocumentTax } from '../tax/document-tax.js'
import type { TaxRateBook } from '../tax/rates/tax-rate-book.js'
import type { TaxAnswer, TaxTerms } from '../tax/tax-answer.js'
import type { TaxCustomer, TaxParty, TaxRequest } from '../tax/tax-request.js'
import type { currencySettingsSchema, fxRateBookSchema, fxSnapshotSchema, presentationSchema } from './currencies.js'
import type { documentTaxSchema } from './document-tax.js'
import type { taxAnswerSchema, taxTermsSchema } from './tax-answer.js'
import type { taxRateBookSchema } from './tax-rate-book.js'
import type { taxCustomerSchema, taxPartySchema, taxRequestSchema } from './tax-request.js'

test('schemas of taxes and currencies give exactly the record types', () => {
  expectTypeOf<z.output<typeof fxSnapshotSchema>>().toEqualTypeOf<FxSnapshot>()
  expectTypeOf<z.output<typeof fxRateBookSchema>>().toEqualTypeOf<FxRateBook>()
  expectTypeOf<z.output<typeof presentationSchema>>().toEqualTypeOf<Presentation>()
  expectTypeOf<z.output<typeof currencySettingsSchema>>().toEqualTypeOf<CurrencySettings>()
  expectTypeOf<z.output<typeof taxPartySchema>>().toEqualTypeOf<TaxParty>()
  expectTypeOf<z.output<typeof taxCustomerSchema>>().toEqualTypeOf<TaxCustomer>()
  expectTypeOf<z.output<typeof taxRequestSchema>>().toEqualTypeOf<TaxRequest>()
  expectTypeOf<z.output<typeof taxTermsSchema>>().toEqualTypeOf<TaxTerms>()
  expectTypeOf<z.output<typeof taxAnswerSchema>>().toEqualTypeOf<TaxAnswer>()
  expectTypeOf<z.output<typeof documentTaxSchema>>().toEqualTypeOf<DocumentTax>()
  expectTypeOf<z.output<typeof taxRateBookSchema>>().toEqualTypeOf<TaxRateBook>()
})
