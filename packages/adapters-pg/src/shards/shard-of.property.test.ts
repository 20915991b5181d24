import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shardOf } from './shard-of.js'

const names = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 })

describe('shardOf', () => {
  it('does not depend on the order of the names', () => {
    fc.assert(
      fc.property(fc.string(), names, (tenant, shards) => {
        expect(shardOf(tenant, shards)).toBe(shardOf(tenant, [...shards].reverse()))
      }),
      { numRuns: 1_000 },
    )
  })

  it('moves a tenant to a server that is added, or leaves it where it is', () => {
    fc.assert(
      fc.property(fc.string(), names, fc.string({ minLength: 1 }), (tenant, shards, added) => {
        expect([shardOf(tenant, shards), added]).toContain(shardOf(tenant, [...shards, added]))
      }),
      { numRuns: 1_000 },
    )
  })

  it('spreads tenants evenly', () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 3_000; index += 1) {
      const shard = shardOf(`tenant ${index}`, ['a', 'b', 'c'])
      counts.set(shard, (counts.get(shard) ?? 0) + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(100)
  })

  it('refuses to choose among none', () => {
    expect(() => shardOf('acme', [])).toThrow('a tenant is on one of the servers')
  })
})
