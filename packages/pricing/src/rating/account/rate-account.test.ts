import type { JsonObject } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { builtInStages } from '../../adjustments/built-in-stages.js'
import { chargePart } from '../../models/charge-part.js'
import type { Charge } from '../../charges/charge.js'
import { stage, use } from '../../charges/pipeline/test/sample-program.js'
import { perUnit } from '../../catalog/price-constructors.js'
import { chargeSchema } from '../../schemas/charge.js'
import { rate } from '../rate.js'
import { october, subscription, under, used } from '../test/october.js'
import { rateAccount, type AccountRatingInput } from './rate-account.js'

/** What a subscription of the account `acme` uses at 1 each. */
function charge(id: string, quantity: `${number}`): Charge {
  const input = under({ tokens: perUnit('tokens', '1') }, { facts: { usage: [used(quantity, { subscription: id })] } })
  return rate({ ...input, contract: { ...input.contract, subscription: { ...subscription, id } } }).charges[0]!
}

const charges = [charge('berlin', '30'), charge('oslo', '50')]

function account(others: Partial<AccountRatingInput> = {}): AccountRatingInput {
  const program = { stages: [use('account-minimum-commitment@1', { id: 'pooled', rules: [{ id: 'year', config: { amount: '100' } }] })] }
  return { tenant: 'seller', side: 'retail', account: 'acme', currency: 'EUR', period: october, program, charges, carryIn: {}, ...others }
}

describe('rateAccount', () => {
  it('pools a minimum over all subscriptions', () => {
    const { charges: added, carryOut, warnings } = rateAccount(account())
    expect(added).toMatchObject([{
      component: 'pooled', dimensions: { rule: 'year' }, amount: '20', currency: 'EUR', side: 'retail', subscription: 'acme', plan: 'account', model: 'account-minimum-commitment@1',
      ...october, target: { amount: '100', of: expect.arrayContaining(charges.map(({ chargeKey }) => chargeKey)) },
    }])
    expect(chargeSchema.parse(added[0])).toStrictEqual(added[0])
    expect({ carryOut, warnings }).toEqual({ carryOut: {}, warnings: [] })
  })

  test.each<[string, readonly Charge[], string[]]>([
    ['nothing used costs the whole minimum', [], ['100']],
    ['exactly the minimum costs nothing more', [charge('berlin', '100')], []],
    ['more costs nothing more', [charge('berlin', '99'), charge('oslo', '2')], []],
  ])('%s', (_, given, amounts) => {
    expect(rateAccount(account({ charges: given })).charges.map(({ amount }) => amount)).toEqual(amounts)
  })

  it('does not depend on the order of the charges, and leaves them as they are', () => {
    const many = ['1', '2', '3', '4'].map((quantity) => charge(`s${quantity}`, quantity as '1'))
    const copy = JSON.stringify(many)
    const bare = (given: readonly Charge[]) => rateAccount(account({ charges: given })).charges.map(({ chargeKey, ratingKey, amount }) => [chargeKey, ratingKey, amount])
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: 4 }), (shuffled) => {
        expect(bare(shuffled)).toEqual(bare(many))
      }),
      { numRuns: 1000 },
    )
    expect(JSON.stringify(many)).toBe(copy)
  })

  it('names the charge by what it is, and the rating by what it saw', () => {
    const [before] = rateAccount(account()).charges
    const [after] = rateAccount(account({ charges: [charges[0]!, charge('oslo', '51')] })).charges
    expect([after?.chargeKey === before?.chargeKey, after?.ratingKey === before?.ratingKey]).toEqual([true, false])
    const others = [{ account: 'other' }, { side: 'wholesale' }, { tenant: 'other' }, { billed: { ...october, from: '2026-10-02T00:00:00.000000Z' } }] as const
    for (const other of others) expect(rateAccount(account(other)).charges[0]?.chargeKey).not.toBe(before?.chargeKey)
  })

  it('hands carry and facts to its stages', () => {
    const counting = stage({ name: 'counting', scope: 'account', facts: [{ pack: 'account', versions: [1], fields: ['segment'], required: true }] }, ({ carry, facts }) => {
      const total = Number(carry.total ?? 0) + 1
      return { effects: [{ kind: 'add', label: facts.account?.[0]?.segment as string, parts: [chargePart({ label: 'Fee', quantity: '1', unit: '5' })] }], carry: { total } satisfies JsonObject }
    })
    const stages = { ...builtInStages, 'counting@1': counting }
    const input = account({ program: { stages: [use('counting@1')] }, facts: { account: [{ account: 'acme', segment: 'startup' }] }, carryIn: { counting: { '["rule",null]': { total: 2 } } } })
    const { charges: [added], carryOut, executions } = rateAccount(input, { stages, timer: () => 0 })
    expect(added).toMatchObject({ label: 'startup', amount: '5' })
    expect(carryOut).toEqual({ counting: { '["rule",null]': { total: 3 } } })
    expect(executions).toHaveLength(1)
    expect(() => rateAccount({ ...input, facts: {} }, { stages })).toThrow(expect.objectContaining({ code: 'rating.fact_missing' }))
  })

  test.each<[string, Partial<AccountRatingInput>, string, string]>([
    ['a charge in another currency', { charges: [charges[0]!, { ...charges[1]!, currency: 'USD' }] }, 'rating.currency_mismatch', 'charges[1].currency'],
    ['a charge given twice', { charges: [charges[0]!, charges[0]!] }, 'program.invalid', 'charges[1].chargeKey'],
    ['a stage for subscriptions', { program: { stages: [use('minimum-commitment@1', { rules: [{ id: 'r', config: { amount: '1' } }] })] } }, 'program.invalid', 'program.stages[0].use'],
    ['facts that fit no pack', { facts: { account: [{ name: 'acme' }] } }, 'rating.fact_invalid', 'facts.account[0].name'],
  ])('refuses %s', (_, others, code, field) => {
    expect(() => rateAccount(account(others))).toThrow(expect.objectContaining({ code, field }))
  })
})
