import { describe, expect, it } from 'vitest'
import { settleCommitment } from './settle-commitment.js'

describe('settleCommitment', () => {
  it.each([
    // committed, used, factor, true-up: utilized, overage, surcharge, trueUp, total
    ['10', '35', '2', true, ['10', '50', '25', '0', '60']],
    ['10', '3', '2', true, ['3', '0', '0', '7', '10']],
    ['10', '3', '2', false, ['3', '0', '0', '0', '3']],
    ['10', '10', '2', true, ['10', '0', '0', '0', '10']],
    ['10', '0', '1', true, ['0', '0', '0', '10', '10']],
    ['10', '12.5', '1', true, ['10', '2.5', '0', '0', '12.5']],
    ['0', '5', '1.5', true, ['0', '7.5', '2.5', '0', '7.5']],
    ['10', '-5', '1', true, ['-5', '0', '0', '15', '10']],
    ['100/3', '10', '1', true, ['10', '0', '0', '70/3', '100/3']],
  ] as const)('of %s, %s used at a factor of %s (true-up: %s)', (committed, used, overageFactor, trueUp, [utilized, overage, surcharge, due, total]) => {
    expect(settleCommitment({ committed, used, overageFactor, trueUp })).toEqual({ utilized, overage, surcharge, trueUp: due, total })
  })

  it('tops up at a factor of 1 unless told otherwise', () => {
    expect(settleCommitment({ committed: '10', used: '3' })).toEqual(settleCommitment({ committed: '10', used: '3', overageFactor: '1', trueUp: true }))
  })
})
