import { describe, expect, it, test } from 'vitest'
import { amountOf } from './charge-draft.js'
import type { StageKind, StageScope } from './manifest.js'
import type { AddEffect, PriceEffect, StageEffect } from './stage.js'
import { draft, priced, run, stage } from './test/sample-program.js'

const part = { label: 'Units', quantity: '10', unit: '2', flat: '0', amount: '20' } as const
const price = (parts: PriceEffect['parts'], own?: true): PriceEffect => ({ kind: 'price', charge: 'a', parts, ...(own === undefined ? {} : { own }) })
const allow = (quantity: string, charge = 'a'): StageEffect => ({ kind: 'allow', charge, quantity: quantity as '1', label: 'Free' })
const adjust = (amount: string, charge = 'a'): StageEffect => ({ kind: 'adjust', charge, amount: amount as '1', label: 'Off' })
const add = (others: Partial<AddEffect> = {}): AddEffect => ({ kind: 'add', label: 'More', parts: [part], ...others })

function answering(kind: StageKind, effects: readonly StageEffect[], scope: StageScope = 'subscription') {
  return stage({ kind, scope, ...(kind === 'amount' ? { step: 'discount' } : {}) }, () => ({ effects }))
}

function after(kind: StageKind, effects: readonly StageEffect[], drafts = kind === 'amount' ? [priced('a')] : [draft('a')]) {
  return run([answering(kind, effects)], drafts).drafts
}

describe('an effect', () => {
  it('takes units out before they are priced; the trail shows them as free', () => {
    const stages = [stage({ name: 'free', kind: 'quantity' }, () => ({ effects: [allow('4')] })), stage({ name: 'price', kind: 'price' }, () => ({ effects: [price([{ ...part, quantity: '6', amount: '12' }])] }))]
    expect(run(stages, [draft('a')]).drafts[0]).toMatchObject({
      measured: '10', quantity: '6', model: 'per_unit@1',
      allowances: [{ stage: 'free', rule: 'rule', label: 'Free', quantity: '4' }],
      trail: [{ label: 'Free', quantity: '4', unit: '0', flat: '0', amount: '0' }, { label: 'Units', quantity: '6', amount: '12' }],
    })
  })

  it('names the stage as the model where the price is its own', () => {
    expect(after('price', [price([part], true)])[0]?.model).toBe('sample@1')
    expect(after('price', [price([part])], [draft('a', { model: '' })])[0]?.model).toBe('sample@1')
  })

  it('may take all that is left, of a credit too', () => {
    expect(after('amount', [adjust('-15'), adjust('-5')]).map(amountOf)).toEqual(['0'])
    const credit = priced('a', { trail: [{ ...part, quantity: '-10', amount: '-20' }] })
    expect(after('amount', [adjust('20')], [credit]).map(amountOf)).toEqual(['0'])
  })

  it('shows charges together, and adds some with a target', () => {
    expect(after('amount', [{ kind: 'group', charge: 'a', group: { key: 'b', label: 'Bundle' } }])[0]?.group).toEqual({ key: 'b', label: 'Bundle' })
    const [, added] = after('amount', [add({ name: 'top', target: { amount: '40', of: ['a'] }, taxCategory: 'saas', billing: 'advance' })])
    expect(added).toMatchObject({ key: '["sample",{"name":"top","rule":"rule"}]', target: { amount: '40', of: ['a'] }, taxCategory: 'saas', billing: 'advance' })
  })
})

describe('refuses', () => {
  const elsewhere = { ...part, amount: '21' } as const

  test.each<[string, StageKind, readonly StageEffect[], string]>([
    ['an adjustment by a quantity stage', 'quantity', [adjust('-1')], 'effects[0]'],
    ['a price by a quantity stage', 'quantity', [price([part])], 'effects[0]'],
    ['an added charge by a quantity stage', 'quantity', [add()], 'effects[0]'],
    ['units taken out by a producer', 'price', [allow('1')], 'effects[0]'],
    ['a discount by a producer', 'price', [adjust('-1')], 'effects[0]'],
    ['a group by a producer', 'price', [{ kind: 'group', charge: 'a', group: { key: 'b', label: 'B' } }], 'effects[0]'],
    ['a price by an amount stage', 'amount', [price([part])], 'effects[0]'],
    ['units taken out by an amount stage', 'amount', [allow('1')], 'effects[0]'],
    ['a charge that does not exist', 'amount', [adjust('-1'), adjust('-1', 'x')], 'effects[1]'],
    ['nothing taken out', 'quantity', [allow('0')], 'effects[0]'],
    ['less than nothing taken out', 'quantity', [allow('-1')], 'effects[0]'],
    ['more taken out than is left', 'quantity', [allow('6'), allow('4.1')], 'effects[1]'],
    ['a price without steps', 'price', [price([])], 'effects[0]'],
    ['a price of fewer units than are left', 'price', [price([{ ...part, quantity: '9', amount: '18' }])], 'effects[0]'],
    ['a price of more units than are left', 'price', [price([part, { ...part, quantity: '1', amount: '2' }])], 'effects[0]'],
    ['a second price', 'price', [price([part]), price([part])], 'effects[1]'],
    ['a step that does not multiply', 'price', [price([elsewhere])], 'effects[0].parts[0]'],
    ['an added step that does not multiply', 'amount', [add({ parts: [elsewhere] })], 'effects[0].parts[0]'],
    ['an added charge without steps', 'amount', [add({ parts: [] })], 'effects[0]'],
    ['a target of a charge that is not there', 'amount', [add({ target: { amount: '40', of: ['a', 'x'] } })], 'effects[0]'],
    ['a charge that is there already', 'amount', [add(), add()], 'effects[1]'],
  ])('%s', (_, kind, effects, place) => {
    expect(() => after(kind, effects)).toThrow(expect.objectContaining({ code: 'stage.effect_refused', field: `program.sample.${place}` }))
  })

  it('a charge that exists and was not handed over', () => {
    expect(() => run([stage({ kind: 'amount', step: 'discount' }, () => ({ effects: [adjust('-1', 'a')] }))], [priced('a'), priced('b')])).toThrow(
      expect.objectContaining({ code: 'stage.effect_refused' }),
    )
  })

  it('everything but added charges in an account program', () => {
    expect(() => run([answering('amount', [adjust('-1')], 'account')], [priced('a')])).toThrow(expect.objectContaining({ code: 'stage.effect_refused' }))
    expect(run([answering('amount', [add()], 'account')], [priced('a')]).drafts).toHaveLength(2)
  })

  test.each<[string, string, Parameters<typeof priced>[1]]>([
    ['more off than it costs', '-20.01', {}],
    ['anything off what costs nothing', '-0.01', { trail: [{ ...part, unit: '0', amount: '0' }] }],
    ['a credit turned into a charge', '20.01', { trail: [{ ...part, quantity: '-10', amount: '-20' }] }],
  ])('%s', (_, amount, others) => {
    expect(() => after('amount', [adjust(amount)], [priced('a', others)])).toThrow(expect.objectContaining({ code: 'stage.over_discounted', field: 'program.sample.effects[0]' }))
  })

  it('and then changes nothing: what was given stays as it was', () => {
    const drafts = [priced('a')]
    expect(() => run([answering('amount', [adjust('-1'), adjust('-1', 'x')])], drafts)).toThrow()
    expect(drafts).toEqual([priced('a')])
  })
})
