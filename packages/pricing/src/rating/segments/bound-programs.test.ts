import { describe, expect, it } from 'vitest'
import { acme, changed, day, versions } from '../../catalog/test/november.js'
import { checkBindings } from '../../charges/bindings/binding.js'
import { readsCarry } from '../reads-carry.js'
import { rateSegments } from './rate-segments.js'
import { inputOf, linesOf, used } from './test/rate-november.js'

const percent = (id: string, policy: string) => ({ id, use: 'percent-discount@1', of: { components: ['base'] }, policy })
const rules = (figure: string) => [{ id: `${figure} percent`, config: { percent: figure } }]

/** Ten percent off each base fee, twenty for the tenant `big`; nothing off `team`, and half of everything from 16 November. */
const bindings = checkBindings({
  bindings: [
    { id: 'standard', stages: [percent('loyal', 'loyalty')] },
    { id: 'team', scope: { plan: 'team' }, stages: [] },
    { id: 'late', priority: 1, from: day(16), scope: { plan: 'pro' }, stages: [{ id: 'half', use: 'percent-discount@1', rules: rules('50') }] },
  ],
  policies: [
    { name: 'loyalty', use: 'percent-discount@1', rules: rules('10') },
    { name: 'loyalty', tenant: 'big', use: 'percent-discount@1', rules: rules('20') },
  ],
})

const upgraded = changed({ kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version })

describe('a program that is bound', () => {
  it('runs in place of that of the plan, with the rules of the tenant, whose ids stand in the trail', () => {
    expect(linesOf(inputOf(acme, [], { bindings }))).toEqual([['Base', '11-01 to 12-01', '54'], ['calls', '11-01 to 12-01', '0']])
    const { charges, ratings } = rateSegments(inputOf(acme, [], { bindings, tenant: 'big' }))
    expect(charges[0]).toMatchObject({ amount: '48', adjustments: [{ stage: 'loyal', rule: '20 percent', amount: '-12' }] })
    expect(ratings[0]?.contract).toMatchObject({ binding: 'standard', program: { stages: [{ id: 'loyal', rules: rules('20') }] } })
  })

  it('is that of each segment: the discount of pro is not that of team', () => {
    expect(linesOf(inputOf(upgraded, [], { bindings }))).toEqual([
      ['Base', '11-01 to 12-01', '54'],
      ['Base, unused', '11-16 to 12-01', '-27'],
      ['calls', '11-01 to 11-16', '0'],
      ['Base', '11-16 to 12-01', '60'],
      ['calls', '11-16 to 12-01', '0'],
    ])
  })

  it('is the one in force when the segment begins: a change of terms on the 20th finds the late one', () => {
    const paused = changed({ kind: 'pause', at: day(10), to: day(20) })
    const ratings = rateSegments(inputOf(paused, [], { bindings })).ratings
    expect(ratings.map(({ contract }) => contract.binding)).toEqual(['standard', 'late'])
  })

  it('leaves the rating key alone where it is the same program, and changes it where not', () => {
    const keys = (tenant: string) => rateSegments(inputOf(acme, [used('calls', '5', 3)], { bindings, tenant })).charges.map(({ ratingKey }) => ratingKey)
    expect(keys('seller')).toEqual(keys('seller'))
    expect(keys('seller')[0]).not.toBe(keys('big')[0])
  })

  it('warns of a policy that is not in force', () => {
    const lapsed = { ...bindings, policies: bindings.policies?.map((policy) => ({ ...policy, to: day(1) })) ?? [] }
    expect(rateSegments(inputOf(acme, [], { bindings: lapsed })).warnings).toMatchObject([{ code: 'policy_not_in_force', stage: 'loyal' }])
  })

  it('may keep state, so that periods are not rated by themselves', () => {
    const plain = { subscription: acme, versions: [versions.pro] }
    expect([readsCarry(plain), readsCarry({ ...plain, bindings }), readsCarry({ ...plain, bindings: { bindings: [{ id: 'a', kind: 'account', scope: {}, stages: bindings.bindings[0]?.stages ?? [] }] } })]).toEqual([false, true, false])
  })
})
