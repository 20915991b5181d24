import { describe, expect, it } from 'vitest'
import { december, january, november } from '../test/run-stage.js'
import { checkCommitContract } from './commit-contract.js'
import { commitStateAt, type CommitUse } from './commit-state.js'

const winter = { id: 'c1', kind: 'prepaid', amount: '100', currency: 'EUR', from: november.from, to: january.from } as const

describe('checkCommitContract', () => {
  it('brings a contract into canonical form', () => {
    expect(checkCommitContract({ ...winter, amount: '100.00', from: '2026-11-01T01:00:00+01:00', label: 'Winter' })).toEqual({ ...winter, label: 'Winter' })
  })

  it.each([
    [{ to: winter.from }, 'commitment.invalid', 'to'],
    [{ amount: '0' }, 'price.invalid', 'amount'],
    [{ kind: 'postpaid' }, 'catalog.malformed', 'kind'],
    [{ id: '' }, 'text.empty', 'id'],
    [{ from: '2026-11-01' }, 'time.malformed', 'from'],
    [{ ends: '2027' }, 'catalog.malformed', 'ends'],
  ] as const)('refuses %o', (others, code, field) => {
    expect(() => checkCommitContract({ ...winter, ...others })).toThrow(expect.objectContaining({ code, field }))
  })
})

describe('commitStateAt', () => {
  const uses: readonly CommitUse[] = [{ at: november.from, amount: '30' }, { at: december.from, amount: '50' }]

  it.each([
    // kind, at, uses: status, used, left, overage
    ['prepaid', '2026-10-31T23:59:59.999999Z', uses, ['pending', '0', '100', '0']],
    ['prepaid', november.from, uses, ['open', '30', '70', '0']],
    ['prepaid', december.from, uses, ['open', '80', '20', '0']],
    ['prepaid', january.from, uses, ['expired', '80', '20', '0']],
    ['spend', january.from, uses, ['shortfall', '80', '20', '0']],
    ['spend', january.from, [...uses, { at: december.from, amount: '20' }], ['fulfilled', '100', '0', '0']],
    ['prepaid', december.from, [...uses, { at: december.from, amount: '25' }], ['fulfilled', '100', '0', '5']],
    ['prepaid', january.to, [...uses, { at: january.from, amount: '25' }], ['expired', '80', '20', '0']],
  ] as const)('%s at %s', (kind, at, used, [status, drawn, left, overage]) => {
    expect(commitStateAt({ ...winter, kind }, used, at)).toEqual({ status, used: drawn, left, overage })
  })
})
