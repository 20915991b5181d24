import { expect, it } from 'vitest'
import { fixedFmv, flat, percentage, perUnit } from '../catalog/price-constructors.js'
import { plan } from '../catalog/plan.js'
import { publishPlan } from '../catalog/publish-plan.js'
import type { ProgramStage } from '../charges/pipeline/program.js'
import { planInputs } from './plan-inputs.js'
import { subscription } from './test/october.js'

type Components = Parameters<typeof plan>[1]

function contract(components: Components, stages: readonly ProgramStage[] = []) {
  const written = plan({ currency: 'EUR', every: 'month', program: { stages } }, components)
  return { subscription, versions: [publishPlan('pro', written as Parameters<typeof publishPlan>[1])] }
}

it('asks for nothing where prices go by usage alone', () => {
  expect(planInputs([contract({ base: flat('1'), calls: perUnit('calls', '1') })]).packs).toEqual([])
})

it('requires the events of a price that counts transactions, and merely offers those of one that does not', () => {
  const needs = (card: Components[string]) => planInputs([contract({ card })]).packs.map(({ pack, required, stages }) => [pack, required, stages])
  expect(needs(percentage('payments', '2'))).toEqual([['ratedEvents', false, ['price:percentage']]])
  expect(needs(percentage('payments', '2', { fixed: '1' }))).toEqual([['ratedEvents', true, ['price:percentage']]])
})

it('unites the stages of programs with those of prices, over subscriptions', () => {
  const grants = { id: 'grants', use: 'quantity-grants@1', rules: [{ id: 'all', config: {} }] }
  const plans = [contract({ calls: perUnit('calls', '1') }, [grants]), contract({ card: percentage('payments', '2', { fixed: '1' }), managed: fixedFmv('80', [{ name: 'Hosting', value: '1' }]) })]
  expect(planInputs(plans).packs.map(({ pack, stages }) => [pack, stages])).toEqual([['ratedEvents', ['price:percentage']], ['services', ['price:fixed-fmv']], ['balances', ['grants']]])
  expect(planInputs(plans, { available: [] }).missing.map(({ pack }) => pack)).toContain('ratedEvents')
  expect(planInputs(plans.map((each) => ({ ...each, program: { stages: [] } }))).packs.map(({ pack }) => pack)).toEqual(['ratedEvents', 'services'])
})
