import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { arbitraryDecimal } from '../testing/arbitrary-decimal.js'
import { arbitraryExact } from '../testing/arbitrary-exact.js'
import { arbitraryJson } from '../testing/arbitrary-json.js'
import { arbitraryMoney } from '../testing/arbitrary-money.js'
import { arbitraryRoundingRule } from '../testing/arbitrary-rounding-rule.js'
import { decimalSchema, exactSchema } from './exact.js'
import { jsonSchema } from './json.js'
import { currencyCodeSchema, moneySchema, roundingPolicySchema, roundingRuleSchema } from './money.js'

describe('a schema accepts what the library stores', () => {
  it.each([
    ['decimals', decimalSchema, arbitraryDecimal({ maxDigits: 76 })],
    ['exact values', exactSchema, arbitraryExact()],
    ['money', moneySchema, arbitraryMoney()],
    ['rounding rules', roundingRuleSchema, arbitraryRoundingRule()],
    ['JSON', jsonSchema, arbitraryJson()],
  ] as const)('%s', (_, schema, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, (value) => {
        expect(JSON.stringify(schema.parse(value))).toBe(JSON.stringify(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('a policy, with and without what may be absent', () => {
    for (const policy of [
      { mode: 'half-even', scope: 'perLine' },
      { mode: 'floor', scope: 'perTotal', exponent: -3, increment: '5', taxScope: 'perLine', taxMode: 'down' },
    ]) {
      expect(roundingPolicySchema.parse(policy)).toStrictEqual(policy)
    }
  })
})

describe('and refuses the rest', () => {
  it.each<[z.ZodType, unknown, string]>([
    [decimalSchema, '1e3', 'Invalid input'],
    [decimalSchema, 1, 'Invalid input'],
    [decimalSchema, '1.50', 'its canonical form is "1.5"'],
    [decimalSchema, '-0', 'its canonical form is "0"'],
    [decimalSchema, '70/31', 'Invalid input'],
    [decimalSchema, '1'.repeat(305), 'a decimal has at most 38 digits'],
    [exactSchema, '140/62', 'its canonical form is "70/31"'],
    [exactSchema, '3/8', 'its canonical form is "0.375"'],
    [exactSchema, '1/0', 'a divisor is not zero'],
    [currencyCodeSchema, 'eur', 'a currency is an ISO 4217 code'],
    [moneySchema, { amount: '1', currency: 'EUR', cents: 100 }, 'Unrecognized key'],
    [moneySchema, { amount: 1, currency: 'EUR' }, 'Invalid input'],
    [roundingRuleSchema, { mode: 'half', exponent: 2 }, 'Invalid option'],
    [roundingRuleSchema, { mode: 'up', exponent: 39 }, 'Too big'],
    [roundingRuleSchema, { mode: 'up', exponent: 2, increment: '0' }, 'a rounding increment is positive'],
    [roundingRuleSchema, { mode: 'up', exponent: 2, increment: undefined }, 'Invalid input'],
    [roundingPolicySchema, { mode: 'up', exponent: 2 }, 'Invalid option'],
    [roundingPolicySchema, { mode: 'up', scope: 'perLine', taxScope: 'perTotal' }, 'Invalid option'],
    [jsonSchema, { at: new Date(0) }, 'a record is plain JSON'],
    [jsonSchema, [0.1 + 0.2], 'a JSON number is a safe integer'],
  ])('%#', (schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message.replaceAll('"', '\\"'))
  })

  it('an issue carries the failure', () => {
    expect(exactSchema.safeParse('1/0').error?.issues[0]).toMatchObject({ params: { failure: { code: 'exact.division_by_zero' } } })
  })
})
