import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FactNeed } from '../pipeline/manifest.js'
import { planFacts, type PlannedStage } from './plan-facts.js'

function reads(id: string, ...facts: readonly (Partial<FactNeed> & Pick<FactNeed, 'pack'>)[]): PlannedStage {
  return { id, manifest: { facts: facts.map((need) => ({ versions: [1], fields: ['meter'], required: false, ...need })) } }
}

const fees = reads('fees', { pack: 'ratedEvents', fields: ['meter', 'quantity'], filters: ['meter'], versions: [1, 2] })
const resale = reads('resale', { pack: 'ratedEvents', fields: ['amount', 'meter'], filters: ['meter', 'source'], versions: [1, 2, 3], required: true })

describe('planFacts', () => {
  it('unites fields, keeps the filters that all allow, and takes the newest version that all read', () => {
    const available = [{ pack: 'ratedEvents', versions: [1, 2, 3], records: 1200 }, { pack: 'balances', versions: [1] }] as const
    expect(planFacts([resale, fees, reads('flat')], available)).toEqual({
      packs: [{ pack: 'ratedEvents', version: 2, fields: ['amount', 'meter', 'quantity'], filters: ['meter'], required: true, stages: ['fees', 'resale'], records: 1200 }],
      missing: [],
      conflicts: [],
    })
  })

  it('does not depend on the order of the stages', () => {
    const all = [fees, resale, reads('grants', { pack: 'balances', required: true }), reads('tier', { pack: 'account', fields: ['segment'] })]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 4 }), (stages) => {
        expect(planFacts(stages)).toEqual(planFacts(all))
      }),
      { numRuns: 1000 },
    )
  })

  it('names what is missing and who cannot do without it; what is optional is left out', () => {
    const grants = reads('grants', { pack: 'balances', required: true })
    const own = reads('own', { pack: 'balances' }, { pack: 'account' })
    expect(planFacts([grants, own], [])).toEqual({ packs: [], missing: [{ pack: 'balances', stages: ['grants'] }], conflicts: [] })
    expect(planFacts([{ ...own, needs: ['account'] }], []).missing).toEqual([{ pack: 'account', stages: ['own'] }])
  })

  it('names fields that cannot be had', () => {
    expect(planFacts([fees, resale], [{ pack: 'ratedEvents', versions: [2], fields: ['meter', 'quantity'] }]).missing).toEqual([{ pack: 'ratedEvents', field: 'amount', stages: ['resale'] }])
    expect(planFacts([reads('odd', { pack: 'account', fields: ['shoeSize'] })]).missing).toEqual([{ pack: 'account', field: 'shoeSize', stages: ['odd'] }])
  })

  it.each([
    ['stages that read different versions', [fees, reads('new', { pack: 'ratedEvents', versions: [3] })], [1, 2, 3]],
    ['a version that cannot be had', [fees], [3]],
  ])('finds the conflict of %s', (_, stages, versions) => {
    const { packs, conflicts } = planFacts(stages, [{ pack: 'ratedEvents', versions }])
    expect(packs).toEqual([])
    expect(conflicts).toMatchObject([{ pack: 'ratedEvents', available: versions, stages: expect.arrayContaining([{ stage: 'fees', versions: [1, 2] }]) }])
  })
})
