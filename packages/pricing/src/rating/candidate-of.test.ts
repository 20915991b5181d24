import { expect, it } from 'vitest'
import { plan } from '../catalog/plan.js'
import { flat, perUnit } from '../catalog/price-constructors.js'
import { candidateOf } from './candidate-of.js'

const pro = plan({ currency: 'EUR', every: 'month' }, {
  base: flat('49'),
  tokens: perUnit('tokens', '1'),
  surcharge: perUnit('tokens', '0.1'),
  calls: perUnit('calls', '1'),
})
const acme = { id: 'acme/1', account: 'acme', plan: 'pro', planVersion: 'a'.repeat(64), zone: 'UTC', anchor: '2026-10-01', from: '2026-10-01T00:00:00.000000Z' }

it('bills its own account unless subjects are named, on each meter of its plan', () => {
  expect(candidateOf(acme, pro)).toStrictEqual({ id: 'acme/1', account: 'acme', subjects: ['acme'], from: acme.from, meters: ['tokens', 'calls'] })
})

it('keeps subjects and an end', () => {
  const ended = { ...acme, subjects: ['eu', 'us'], to: '2026-11-01T00:00:00.000000Z' }
  expect(candidateOf(ended, pro)).toMatchObject({ subjects: ['eu', 'us'], to: ended.to })
})
