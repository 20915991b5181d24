import { runInNewContext } from 'node:vm'
import { failure, FarthingError } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { isConnectionLost, pgFailure } from './pg-failure.js'

const fromServer = (code: string): Error => Object.assign(new Error(`state ${code}`), { code })

describe('pgFailure', () => {
  it.each([
    ['40001', 'storage.contention'],
    ['40P01', 'storage.contention'],
    ['55P03', 'storage.contention'],
    ['42P01', 'storage.schema_older'],
    ['3F000', 'storage.schema_older'],
    ['25006', 'storage.unavailable'],
    ['08006', 'storage.unavailable'],
    ['53100', 'storage.unavailable'],
    ['57P01', 'storage.unavailable'],
    ['58030', 'storage.unavailable'],
    ['25P03', 'storage.unavailable'],
    ['40003', 'storage.outcome_unknown'],
  ])('calls %s %s and keeps the cause', (state, code) => {
    const cause = fromServer(state)
    expect(pgFailure(cause)).toMatchObject({ code, facts: { sqlState: state }, cause })
  })

  it.each(['23505', '22P02', '42501', '42601', 'XX000'])('leaves %s as it is: a defect, not an answer', (state) => {
    const cause = fromServer(state)
    expect(pgFailure(cause)).toBe(cause)
  })

  it('calls an error without a state unavailable storage: the driver lost the server', () => {
    expect(pgFailure(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))).toMatchObject({ code: 'storage.unavailable' })
  })

  it('leaves a failure of ours as it is', () => {
    const ours = new FarthingError(failure('storage.conflict', { field: 'id', because: 'is taken' }))
    expect(pgFailure(ours)).toBe(ours)
  })
})

describe('isConnectionLost', () => {
  it.each([
    [new Error('Connection terminated unexpectedly'), true],
    [fromServer('08006'), true],
    [fromServer('57P01'), true],
    [fromServer('57014'), false], // one statement was cancelled
    [fromServer('40001'), false],
    [fromServer('53100'), false],
    [fromServer('25P04'), true],
    ['no error', false],
    [runInNewContext(`new Error('of another world, as of a test runner')`), true],
  ])('%s: %s', (error, expected) => {
    expect(isConnectionLost(error)).toBe(expected)
  })
})
