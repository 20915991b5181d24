import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Account } from '../accounts/account-type.js'
import type { ExternalReference } from '../accounts/external-reference.js'
import type { PaymentTerms } from '../accounts/payment-terms.js'
import type { PostalAddress } from '../accounts/postal-address.js'
import type { TaxProfile } from '../accounts/tax-profile.js'
import type { UsageEvent } from '../events/usage-event.js'
import type { Dimensions, Meter, MeterFilter } from '../meters/meter.js'
import type { Usage, UsageBucket } from '../usage/usage-type.js'
import type { accountSchema, externalReferenceSchema, paymentTermsSchema, postalAddressSchema, taxProfileSchema } from './account.js'
import type { dimensionsSchema, meterFilterSchema, meterSchema } from './meter.js'
import type { usageEventSchema } from './usage-event.js'
import type { usageBucketSchema, usageSchema } from './usage.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof accountSchema>>().toEqualTypeOf<Account>()
  expectTypeOf<z.output<typeof externalReferenceSchema>>().toEqualTypeOf<ExternalReference>()
  expectTypeOf<z.output<typeof paymentTermsSchema>>().toEqualTypeOf<PaymentTerms>()
  expectTypeOf<z.output<typeof postalAddressSchema>>().toEqualTypeOf<PostalAddress>()
  expectTypeOf<z.output<typeof taxProfileSchema>>().toEqualTypeOf<TaxProfile>()
  expectTypeOf<z.output<typeof usageEventSchema>>().toEqualTypeOf<UsageEvent>()
  expectTypeOf<z.output<typeof meterFilterSchema>>().toEqualTypeOf<MeterFilter>()
  expectTypeOf<z.output<typeof meterSchema>>().toEqualTypeOf<Meter>()
  expectTypeOf<z.output<typeof dimensionsSchema>>().toEqualTypeOf<Dimensions>()
  expectTypeOf<z.output<typeof usageSchema>>().toEqualTypeOf<Usage>()
  expectTypeOf<z.output<typeof usageBucketSchema>>().toEqualTypeOf<UsageBucket>()
})
