import { fail } from '@farthing/core'
import type { PageRequest } from './page.js'

/** Refuses what a request for a page does not have, so that a filter in its place is not taken for none. @throws `storage.page_invalid`, naming it */
export function checkPageRequest(request: PageRequest): PageRequest {
  const stranger = Object.entries(request).find(([name, value]) => value !== undefined && name !== 'limit' && name !== 'cursor')
  if (stranger !== undefined) fail('storage.page_invalid', { field: stranger[0], because: 'is given, and a page has limit and cursor' })
  return request
}
