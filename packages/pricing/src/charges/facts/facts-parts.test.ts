import { hashContent } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { Facts } from '../pipeline/facts.js'
import { factsParts } from './facts-parts.js'

const hashOf = (facts: Facts) => hashContent('facts/1', factsParts(facts))
const [a, b] = [{ component: 'a', name: 'Hosting', value: '1' }, { component: 'b', name: 'Hosting', value: '1' }]

describe('factsParts', () => {
  it('has the counts, then each record, in the order of the packs', () => {
    expect(factsParts({ account: [{ account: 'acme' }], services: [a, b] })).toEqual([{ services: 2, account: 1 }, a, b, { account: 'acme' }])
    expect(factsParts({})).toEqual([{}])
  })

  it('tells packs, orders and empty packs apart', () => {
    const all: readonly Facts[] = [{}, { services: [] }, { services: [a] }, { services: [a, b] }, { services: [b, a] }, { balances: [a] }, { services: [a], balances: [b] }, { balances: [a, b] }]
    expect(new Set(all.map(hashOf)).size).toBe(all.length)
  })

  it('takes more records than one JSON input may have values', () => {
    const services = Array.from({ length: 50_000 }, (_, index) => ({ component: 'a', name: `Service ${index}`, value: '1' }))
    expect(factsParts({ services })).toHaveLength(50_001)
  })

  it('refuses what is no plain data, naming the record', () => {
    expect(() => factsParts({ services: [a, { ...b, value: NaN }] })).toThrow(expect.objectContaining({ field: expect.stringContaining('facts.services[1]') as string }))
  })
})
