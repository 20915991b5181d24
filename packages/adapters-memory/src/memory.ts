import { checkText } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import { emptyTenantRows, openStores, type TenantRows } from './stores/tenant-rows.js'
import { runTransaction } from './rows/transaction.js'

interface Tenant {
  readonly rows: TenantRows
  /** Settles when the last transaction in line has ended; never rejects. */
  lastInLine: Promise<unknown>
}

/**
 * Every store in memory, gone with the process. For tests, previews and trying out.
 *
 * One transaction of a tenant runs at a time, the others wait in line; tenants do not wait for each other.
 * Needs no clock, randomness or platform, so that the same calls give the same records anywhere.
 */
export function memory(): Storage {
  const tenants = new Map<string, Tenant>()
  return {
    async transaction(name, work) {
      checkText(name, { field: 'tenant', maxLength: 256 })
      const tenant = tenants.get(name) ?? { rows: emptyTenantRows(), lastInLine: Promise.resolve() }
      tenants.set(name, tenant)
      const turn = tenant.lastInLine.then(() => runTransaction((transaction) => work(openStores(tenant.rows, transaction, name))))
      tenant.lastInLine = turn.catch(() => undefined)
      return turn
    },
  }
}
