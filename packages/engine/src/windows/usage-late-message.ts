import { hashContent, type Digest, type Instant, type TenantId } from '@farthing/core'
import type { LateEvent, UsageLateMessage } from '@farthing/ports'

/** What others are told of a late event: once for each (subscription, period, event, revision), whenever it is made. */
export function usageLateMessage(late: LateEvent, { tenant, at, digest }: { readonly tenant: TenantId; readonly at: Instant; readonly digest?: Digest }): UsageLateMessage {
  const { subscription, from, to, identity, revision, change } = late
  const id = hashContent('usage-late/1', [tenant, subscription, from, to, identity, revision, change], digest)
  return { specversion: '1.0', type: 'usage.late', source: 'farthing', id, tenant, subject: late.account, time: at, data: late }
}
