import type { TenantId } from '@farthing/core'
import type { Storage } from '@farthing/ports'

/**
 * One storage over several: each transaction is of one tenant, so it runs on the one server that has this tenant. Nothing spans two of them, and a
 * server that is down stops its own tenants only.
 *
 * `storageOf` has to give a tenant the same storage every time: an event that reaches another server is new there. To move a tenant, stop it, copy its rows of
 * every table, and change what `storageOf` says.
 */
export function storageByTenant(storageOf: (tenant: TenantId) => Storage): Storage {
  return { transaction: (tenant, work) => storageOf(tenant).transaction(tenant, work) }
}
