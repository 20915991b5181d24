import { describe, expect, it } from 'vitest'
import { endsSession, meaningOf } from './sql-states.js'

// Appendix A of the manual of PostgreSQL 18.
const classes = [
  '00', '01', '02', '03', '08', '09', '0A', '0B', '0F', '0L', '0P', '0Z', '10', '20', '21', '22', '23', '24', '25', '26', '27', '28', '2B', '2D', '2F',
  '34', '38', '39', '3B', '3D', '3F', '40', '42', '44', '53', '54', '55', '57', '58', '72', 'F0', 'HV', 'P0', 'XX',
] as const

describe('the meaning of an SQLSTATE', () => {
  it('that may be repeated is one of these, and every other class surfaces', () => {
    const repeated = classes.filter((each) => meaningOf(`${each}ZZZ`) !== 'surface')
    expect(repeated).toEqual(['08', '3F', '40', '53', '57', '58'])
  })

  it.each([
    ['40001', 'storage.contention'], // serialization failure
    ['40P01', 'storage.contention'], // deadlock
    ['40002', 'surface'],
    ['40003', 'storage.outcome_unknown'],
    ['55P03', 'storage.contention'], // lock not available
    ['55000', 'surface'],
    ['53100', 'storage.unavailable'], // disk full
    ['53300', 'storage.unavailable'], // too many connections
    ['57014', 'storage.unavailable'], // statement timeout
    ['57P03', 'storage.unavailable'], // starting up
    ['25006', 'storage.unavailable'], // read-only
    ['25P02', 'surface'], // in a failed transaction
    ['42P01', 'storage.schema_older'],
    ['42501', 'surface'], // a right is missing
    ['23505', 'surface'], // a key of ours that was not read back
    ['ZZ999', 'surface'],
  ] as const)('%s is %s', (state, meaning) => {
    expect(meaningOf(state)).toBe(meaning)
  })
})

describe('endsSession', () => {
  it.each([['08006', true], ['57P01', true], ['57P05', true], ['25P03', true], ['25P04', true], ['57014', false], ['53300', false], ['40001', false]] as const)(
    '%s: %s',
    (state, ends) => {
      expect(endsSession(state)).toBe(ends)
    },
  )
})
