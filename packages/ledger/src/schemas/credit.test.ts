import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { AmountGrant } from '../credits/credit-grant.js'
import { burnDown } from '../credits/burn-down.js'
import { consumeCredit, voidGrant } from '../credits/credit-journal.js'
import { arbitraryBurnDown, creditHour } from '../testing/credit-arbitraries.js'
import { creditGrantSchema, creditMovementSchema, grantBalanceSchema } from './credit.js'

const grant: AmountGrant = {
  id: 'g', account: 'acme', kind: 'paid', priority: 1, createdAt: creditHour(0), effectiveAt: creditHour(0), currency: 'EUR', amount: '100', costBasis: { amount: '0.8', currency: 'EUR' },
}
const journal = consumeCredit({ grant }, { at: creditHour(1), amount: '30', document: 'INV-1', line: 'l', bookedAt: creditHour(2) })
const [granted, consumed] = journal

describe('a schema of credit', () => {
  it('accepts what the library makes, and gives it back unchanged', () => {
    fc.assert(
      fc.property(arbitraryBurnDown(), (input) => {
        for (const one of input.grants) expect(creditGrantSchema.parse(one)).toStrictEqual(one)
        for (const balance of burnDown(input).balances) expect(grantBalanceSchema.parse(balance)).toStrictEqual(balance)
      }),
      { numRuns: 1000 },
    )
    const voided = voidGrant({ grant, ...(consumed && { head: consumed }) }, { at: creditHour(3), bookedAt: creditHour(3) })
    for (const movement of [...journal, ...voided]) expect(creditMovementSchema.parse(movement)).toStrictEqual(movement)
    expect(creditGrantSchema.parse(grant)).toStrictEqual(grant)
  })

  it.each<readonly [name: string, schema: z.ZodType, value: unknown, message: string]>([
    ['a grant that expires before it starts', creditGrantSchema, { ...grant, expiresAt: '2020-01-01T00:00:00.000000Z' }, 'not after the start'],
    ['a grant of nothing', creditGrantSchema, { ...grant, amount: '0' }, 'positive amount'],
    ['a grant of both kinds', creditGrantSchema, { ...grant, meter: 'm', quantity: '1' }, 'Unrecognized key'],
    ['a number for an amount', creditGrantSchema, { ...grant, amount: 100 }, 'Invalid input'],
    ['a movement without a place', creditMovementSchema, { ...granted, sequence: -1 }, 'Too small'],
    ['a fraction in a journal', creditMovementSchema, { ...granted, amount: '1/3' }, 'Invalid input'],
    ['a balance with a figure too few', grantBalanceSchema, { grant: 'g', granted: '1' }, 'Invalid input'],
  ])('refuses %s', (_, schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message)
  })
})
