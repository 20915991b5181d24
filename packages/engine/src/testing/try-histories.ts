import { assertInvariant, canonicalJson, checkJson, type Instant } from '@farthing/core'
import type { LawOptions } from '@farthing/core/testing'
import type { Clock } from '@farthing/ports'
import type { Catalog } from '@farthing/pricing'
import fc from 'fast-check'
import type { BillingOptions } from '../billing.js'
import { createBilling } from '../create-billing.js'
import { lawCatalog, type LawBilling, type LawPlan } from './law-catalog.js'
import type { MeteringSubject } from './metering-subject.js'

/** Billing of one tenant, whose clock the law sets. */
export interface Books {
  readonly tenant: string
  readonly billing: LawBilling
  readonly clock: { at: Instant }
  /** The same books in another process: nothing is shared but the storage. */
  restart(at?: Instant): Books
}

export interface BooksOptions extends Pick<BillingOptions, 'lateness' | 'sources'> {
  /** That of the laws unless given; with plans of the same names. */
  readonly catalog?: Catalog<string, LawPlan>
  /** A tenant that this history has not opened yet unless given. */
  readonly tenant?: string
  /** When all periods of the histories are over, unless given. */
  readonly at?: Instant
}

/** Opens the books of an empty tenant, or of one that was opened before. */
export type OpenBooks = (options?: BooksOptions) => Books

const afterAll: Instant = '2027-01-01T00:00:00.000000Z'

/** Tries a law on random histories: 1,000 unless told otherwise, all in one storage. */
export async function tryHistories<T>(
  subject: MeteringSubject,
  histories: fc.Arbitrary<T>,
  law: (history: T, open: OpenBooks) => Promise<void>,
  options: LawOptions = {},
): Promise<void> {
  const storage = await subject.create()
  const { billing: create = createBilling } = subject
  let tenants = 0
  const open: OpenBooks = ({ tenant = `t${(tenants += 1)}`, at = afterAll, catalog = lawCatalog, ...about } = {}) => {
    const clock = { at }
    const settable: Clock = { now: () => clock.at }
    const billing = create<string, LawPlan>({ catalog, storage, clock: settable, tenant, ...about })
    return { tenant, billing, clock, restart: (later = clock.at) => open({ tenant, at: later, catalog, ...about }) }
  }
  try {
    await fc.assert(fc.asyncProperty(histories, (history) => law(history, open)), { numRuns: 1000, ...options, includeErrorInReport: true })
  } finally {
    await subject.destroy?.(storage)
  }
}

/** Both are the same JSON, byte for byte. */
export function assertSame(law: string, left: unknown, right: unknown): void {
  const [a, b] = [canonicalJson(checkJson(left, law)), canonicalJson(checkJson(right, law))]
  assertInvariant(a === b, `${law}; but ${a} is not ${b}`)
}
