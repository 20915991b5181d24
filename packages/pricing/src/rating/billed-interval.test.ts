import { expect, it } from 'vitest'
import { billedInterval } from './billed-interval.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const [early, middle, late] = ['2026-09-01T00:00:00.000000Z', '2026-10-15T00:00:00.000000Z', '2026-12-01T00:00:00.000000Z']

it.each([
  ['throughout', { from: early }, october],
  ['from its first instant', { from: october.from, to: october.to }, october],
  ['from the middle', { from: middle, to: late }, { from: middle, to: october.to }],
  ['until the middle', { from: early, to: middle }, { from: october.from, to: middle }],
  ['not any more', { from: early, to: october.from }, undefined],
  ['not yet', { from: october.to }, undefined],
])('a subscription that runs %s', (_, subscription, billed) => {
  expect(billedInterval(subscription, { ...october, index: 9 } as typeof october)).toStrictEqual(billed)
})
