import type { ControlContents, ControlRecordFilter, ControlRecordKind, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** A page of things of one kind, as they stand. */
export function contentsOf<K extends ControlRecordKind>({ storage, tenant }: BillingContext, kind: K, filter: ControlRecordFilter = {}, page?: PageRequest): Promise<Page<ControlContents[K]>> {
  return storage.transaction(tenant, async ({ controls }) => {
    const { items, ...rest } = await controls.list(kind, filter, page)
    return { items: items.map(({ content }) => content), ...rest }
  })
}
