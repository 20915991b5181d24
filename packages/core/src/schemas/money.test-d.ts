import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { Json } from '../evidence/json.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import type { CurrencyCode, Money } from '../money/money-type.js'
import type { RoundingMode, RoundingPolicy, RoundingRule, TaxScope } from '../money/rounding-type.js'
import type { decimalSchema, exactSchema } from './exact.js'
import type { jsonSchema } from './json.js'
import type { currencyCodeSchema, moneySchema, roundingModeSchema, roundingPolicySchema, roundingRuleSchema, taxScopeSchema } from './money.js'

test('schemas give exactly the record types', () => {
  expectTypeOf<z.output<typeof jsonSchema>>().toEqualTypeOf<Json>()
  expectTypeOf<z.output<typeof decimalSchema>>().toEqualTypeOf<Decimal>()
  expectTypeOf<z.output<typeof exactSchema>>().toEqualTypeOf<Exact>()
  expectTypeOf<z.output<typeof currencyCodeSchema>>().toEqualTypeOf<CurrencyCode>()
  expectTypeOf<z.output<typeof moneySchema>>().toEqualTypeOf<Money>()
  expectTypeOf<z.output<typeof roundingModeSchema>>().toEqualTypeOf<RoundingMode>()
  expectTypeOf<z.output<typeof roundingRuleSchema>>().toEqualTypeOf<RoundingRule>()
  expectTypeOf<z.output<typeof taxScopeSchema>>().toEqualTypeOf<TaxScope>()
  expectTypeOf<z.output<typeof roundingPolicySchema>>().toEqualTypeOf<RoundingPolicy>()
})
