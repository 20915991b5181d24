import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { AmountGrant, CreditGrant, CreditScope, QuantityGrant } from '../credits/credit-grant.js'
import type { CreditMovement } from '../credits/credit-movement.js'
import type { GrantBalance } from '../credits/grant-balance.js'
import type { amountGrantSchema, creditGrantSchema, creditMovementSchema, creditScopeSchema, grantBalanceSchema, quantityGrantSchema } from './credit.js'

test('schemas of credit give exactly the record types', () => {
  expectTypeOf<z.output<typeof creditScopeSchema>>().toEqualTypeOf<CreditScope>()
  expectTypeOf<z.output<typeof amountGrantSchema>>().toEqualTypeOf<AmountGrant>()
  expectTypeOf<z.output<typeof quantityGrantSchema>>().toEqualTypeOf<QuantityGrant>()
  expectTypeOf<z.output<typeof creditGrantSchema>>().toEqualTypeOf<CreditGrant>()
  expectTypeOf<z.output<typeof grantBalanceSchema>>().toEqualTypeOf<GrantBalance>()
  expectTypeOf<z.output<typeof creditMovementSchema>>().toEqualTypeOf<CreditMovement>()
})
