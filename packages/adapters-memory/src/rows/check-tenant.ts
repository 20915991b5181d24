import { fail } from '@farthing/core'

/** @throws `storage.tenant_mismatch` when a record names another tenant than the one whose transaction this is. */
export function checkTenant(named: string, bound: string, field: string): void {
  if (named !== bound) fail('storage.tenant_mismatch', { field, because: `is ${JSON.stringify(named)} in a transaction of ${JSON.stringify(bound)}` })
}
