import { compareBytes, fail, hashContent, type TenantId } from '@farthing/core'

/**
 * Which of several servers has a tenant: the one whose name, hashed with the tenant's, is the highest. Depends on the names and not on their order; one more
 * server takes over an even share of the tenants, and no other tenant moves. `O(shards)`.
 *
 * @throws `storage.shard_missing` when there is none
 */
export function shardOf(tenant: TenantId, shards: readonly string[]): string {
  const ranked = shards.map((shard) => ({ shard, rank: hashContent('shard/1', [shard, tenant]) })).sort((a, b) => compareBytes(b.rank, a.rank))
  return ranked[0]?.shard ?? fail('storage.shard_missing', { field: 'shards', because: 'are none', facts: { tenant } })
}
