import { describe, expect, it } from 'vitest'
import { amountPart } from './amount-part.js'
import { amountsOf, charged, firstHalf, runStage } from '../test/run-stage.js'
import { bundleFlatRate } from './bundle-flat-rate.js'

const suite = { amount: '60', label: 'Suite' }
const drafts = [charged('mail', '30'), charged('disk', '50'), charged('other', '7')]
const of = { components: ['mail', 'disk'] }

describe('bundle-flat-rate', () => {
  it('brings the selected charges to one rate, in proportion to what they cost by themselves', () => {
    expect(amountsOf(runStage(bundleFlatRate, drafts, { config: suite, of }))).toEqual([['mail', '22.5'], ['disk', '37.5'], ['other', '7']])
  })

  it('shows them under one label', () => {
    const grouped = (group?: string) => runStage(bundleFlatRate, drafts, { config: { ...suite, ...(group === undefined ? {} : { group }) }, of }).drafts.map((draft) => draft.group)
    expect([grouped(), grouped('suite-1')]).toEqual([
      [{ key: 'x', label: 'Suite' }, { key: 'x', label: 'Suite' }, undefined],
      [{ key: 'suite-1', label: 'Suite' }, { key: 'suite-1', label: 'Suite' }, undefined],
    ])
  })

  it.each([
    [{ mail: '10', disk: '20' }, '20', '40'],
    [{ mail: '0', disk: '20' }, '0', '60'],
    [{ mail: '1', disk: '2', more: '5' }, '20', '40'],
  ])('allocates by fair market values %o', (values, mail, disk) => {
    expect(amountsOf(runStage(bundleFlatRate, drafts, { config: { ...suite, values }, of })).slice(0, 2)).toEqual([['mail', mail], ['disk', disk]])
  })

  it('splits the value of a component over its charges, evenly where they cost nothing by themselves', () => {
    const groups = (first: '0' | '30', second: '0' | '10') => [charged('mail', first, { key: 'a' }), charged('mail', second, { key: 'b' }), charged('disk', '9')]
    const shares = (first: '0' | '30', second: '0' | '10') => amountsOf(runStage(bundleFlatRate, groups(first, second), { config: { ...suite, values: { mail: '1', disk: '1' } } })).map(([, amount]) => amount)
    expect([shares('30', '10'), shares('0', '0')]).toEqual([['22.5', '7.5', '30'], ['15', '15', '30']])
  })

  it('may cost more than its charges', () => {
    expect(amountsOf(runStage(bundleFlatRate, drafts, { config: { ...suite, amount: '160' }, of })).slice(0, 2)).toEqual([['mail', '60'], ['disk', '100']])
  })

  it('works on what discounts left, and brings that to the rate too', () => {
    const discounted = charged('mail', '30', { adjustments: [{ stage: 'd', rule: 'd', label: 'Discount', amount: '-12' }] })
    expect(amountsOf(runStage(bundleFlatRate, [discounted, charged('disk', '50')], { config: suite }))).toEqual([['mail', '22.5'], ['disk', '37.5']])
  })

  it('costs its share of the time for a part of a period', () => {
    expect(amountsOf(runStage(bundleFlatRate, drafts, { config: suite, of, context: { billed: firstHalf } })).slice(0, 2)).toEqual([['mail', '11.25'], ['disk', '18.75']])
  })

  it('is a charge of its own where there is nothing to allocate to', () => {
    const unused = charged('mail', '0', { trail: [amountPart('Unused', '0')] })
    expect(amountsOf(runStage(bundleFlatRate, [unused], { config: suite }))).toEqual([['mail', '0'], ['x', '60']])
    expect(amountsOf(runStage(bundleFlatRate, [], { config: suite }))).toEqual([['x', '60']])
  })

  it('refuses a charge that has no value', () => {
    const run = () => runStage(bundleFlatRate, drafts, { config: { ...suite, values: { mail: '10' } }, of })
    expect(run).toThrow(expect.objectContaining({ code: 'program.invalid', field: 'rules.x.config.values', facts: { component: 'disk' } }))
  })

  it.each([
    [{ amount: '-1', label: 'Suite' }, 'price.invalid', 'amount'],
    [{ amount: '1' }, 'text.malformed', 'label'],
    [{ ...suite, values: { mail: '-1' } }, 'price.invalid', 'values.mail'],
  ] as const)('%o is refused', (config, code, name) => {
    expect(() => runStage(bundleFlatRate, [], { config })).toThrow(expect.objectContaining({ code, field: `program.stages[0].rules[0].config.${name}` }))
  })
})
