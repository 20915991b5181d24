import { fail, type Instant } from '@farthing/core'
import { creditLimits, grantAsBooked, remainingFor, type BookedGrant, type CreditAvailability, type CreditGrant, type GrantRemaining } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'

/** The grants of an account, each with the head of its journal. @throws `credit.too_many` above 10,000 */
export async function loadGrants(stores: Stores, filter: { readonly account?: string }): Promise<readonly BookedGrant[]> {
  const grants = await listAll((page) => stores.credits.list(filter, page))
  if (grants.length > creditLimits.grants) {
    fail('credit.too_many', { field: 'grants', because: `are ${grants.length}; take one account at a time`, facts: { grants: grants.length, most: creditLimits.grants } })
  }
  const booked: BookedGrant[] = []
  for (const grant of grants) booked.push(await bookedGrant(stores, grant))
  return booked
}

/** @throws `credit.unknown` */
export async function loadGrant(stores: Stores, id: string, field = 'grant'): Promise<BookedGrant> {
  const grant = await stores.credits.get(id)
  return grant === undefined ? fail('credit.unknown', { field, because: `is ${JSON.stringify(id)}`, facts: { grant: id } }) : bookedGrant(stores, grant)
}

/**
 * What grants have for a document: of each what is left at `at`, as `applyCredits` takes it. `at` closes the document's period unless it is meant as an
 * instant.
 */
export function openCredits(
  grants: readonly BookedGrant[],
  { at, availability = 'close' }: { readonly at: Instant; readonly availability?: CreditAvailability },
): readonly GrantRemaining[] {
  return grants.map((booked) => ({ grant: grantAsBooked(booked), remaining: remainingFor(booked, at, availability) }))
}

async function bookedGrant(stores: Stores, grant: CreditGrant): Promise<BookedGrant> {
  const head = await stores.credits.head(grant.id)
  return { grant, ...(head === undefined ? {} : { head }) }
}
