import { memory } from '@farthing/adapters-memory'
import { expect, it } from 'vitest'
import { clockGoesBack, consumerThrows, diesAfterIngest } from './faults.js'

it('a clock that goes back makes nothing twice, and takes nothing back', async () => {
  const left = await clockGoesBack(memory(), 'default', true)
  expect(left).toEqual(await clockGoesBack(memory(), 'default', false))
  expect(left).toMatchObject({ balances: [[{ receivableMinor: '2100' }], [{ receivableMinor: '2100' }]], mismatches: [] })
})

it('a consumer that throws gets every message, in the order of each account', async () => {
  const left = await consumerThrows(memory(), 'default', true)
  expect(left).toEqual({ ...(await consumerThrows(memory(), 'default', false)), hasWaited: true })
})

it('what came in is accrued once, wherever the process behind the ingest dies', async () => {
  const whole = await diesAfterIngest(memory(), 'default', undefined)
  expect(whole).toMatchObject({ accrued: [{ amountMinor: '200' }], mismatches: [] })
  for (const place of [3, 12, 30, 60]) expect(await diesAfterIngest(memory(), 'default', place)).toEqual(whole)
})
