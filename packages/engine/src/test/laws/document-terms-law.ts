import { memoryTaxProvider } from '@farthing/adapters-memory'
import { addAll, compare, fromMinorUnits, isFarthingError, type Decimal, type Failure } from '@farthing/core'
import { taxFromRates, verifyInvoice, type IssuedInvoice } from '@farthing/ledger'
import { assertInvoiceAddsUp, auditInvoice } from '@farthing/ledger/testing'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { readOnly, tokens } from '../sample-billing.js'
import { german, rates, subscribed, taxedBilling, type SampleBilling } from '../taxed-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

type Month = '2026-10' | '2026-11'

/** What may happen to an account. `nth` picks one of what is there. */
type Step =
  | { readonly do: 'amount'; readonly minor: number; readonly month: Month; readonly needsApproval: boolean }
  | { readonly do: 'discount'; readonly percent: number; readonly month: Month }
  | { readonly do: 'line'; readonly minor: number; readonly month: Month; readonly nth: number }
  | { readonly do: 'approve' | 'withdraw' | 'void'; readonly nth: number }
  | { readonly do: 'grant'; readonly minor: number; readonly kind: 'promotional' | 'paid' }
  | { readonly do: 'usage'; readonly units: number; readonly month: Month }
  | { readonly do: 'rename'; readonly name: string }
  | { readonly do: 'issue'; readonly month: Month }

const month = fc.constantFrom<Month>('2026-10', '2026-11')
const nth = fc.nat({ max: 5 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('amount' as const), minor: fc.integer({ min: -1_500, max: 4_000 }), month, needsApproval: fc.boolean() }),
  fc.record({ do: fc.constant('discount' as const), percent: fc.integer({ min: 1, max: 60 }), month }),
  fc.record({ do: fc.constant('line' as const), minor: fc.nat({ max: 9_000 }), month, nth }),
  fc.record({ do: fc.constantFrom('approve' as const, 'withdraw' as const, 'void' as const), nth }),
  fc.record({ do: fc.constant('grant' as const), minor: fc.integer({ min: 1, max: 6_000 }), kind: fc.constantFrom('promotional' as const, 'paid' as const) }),
  fc.record({ do: fc.constant('usage' as const), units: fc.integer({ min: 1, max: 4_000_000 }), month }),
  fc.record({ do: fc.constant('rename' as const), name: fc.constantFrom('Acme', 'Bolt') }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('issue' as const), month }) },
)

const euros = (minor: number): Decimal => fromMinorUnits(String(minor), 'EUR').amount
const paid = (lists: readonly (readonly { readonly amount: Decimal }[] | undefined)[]): Decimal => addAll(lists.flatMap((list) => (list ?? []).map(({ amount }) => amount)))

/** Both periods have ended. Taxes come from a provider, which is asked between transactions. */
function billingOver(storage: Storage): SampleBilling {
  return taxedBilling({ storage, now: '2026-12-05T00:00:00Z', tax: memoryTaxProvider('own', taxFromRates(rates)), invoicing: { discounts: [{ key: 'launch', label: 'Launch', percent: '5' }] } })
}

/** What a call gives, or the failure that it is refused with; a defect is let through. */
async function outcomeOf<T>(call: () => Promise<T>): Promise<{ readonly value?: T; readonly refused?: Failure['code'] }> {
  try {
    return { value: await call() }
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { refused: error.code }
  }
}

interface World {
  readonly storage: Storage
  readonly billing: SampleBilling
  /** As each was when it was issued. */
  readonly issued: IssuedInvoice[]
}

/** V-PREVIEW: what is issued is what the preview says, and is refused for its reason; only that a period has its invoice is no matter to a preview. */
async function issue({ storage, billing, issued }: World, period: Month, key: string): Promise<void> {
  const scope = { account: 'acme', period }
  const preview = await outcomeOf(() => billingOver(readOnly(storage)).invoices.preview(scope))
  const { value, refused } = await outcomeOf(() => billing.invoices.issue({ key, ...scope }))
  if (value !== undefined) issued.push(value)
  if (refused !== 'invoice.exists') expect({ refused, hash: value?.contentHash }).toEqual({ refused: preview.refused, hash: preview.value?.contentHash })
}

async function act(world: World, taken: Step, key: string): Promise<unknown> {
  const { billing } = world
  const decided = { key, account: 'acme', actor: 'ann', reason: 'agreed' } as const
  const picked = (list: readonly { readonly id: string }[], index: number): string => list[index % Math.max(1, list.length)]?.id ?? 'none'
  const adjustment = async (index: number) => picked((await billing.adjustments.list()).items.map((each) => each.adjustment), index)
  switch (taken.do) {
    case 'amount':
      return billing.adjustments.record({ ...decided, kind: 'amount', label: 'By hand', currency: 'EUR', amount: euros(taken.minor), effectiveAt: `${taken.month}-02T00:00:00Z`, needsApproval: taken.needsApproval })
    case 'discount':
      return billing.adjustments.record({ ...decided, kind: 'discount', label: 'Less', percent: `${taken.percent}`, effectiveAt: `${taken.month}-02T00:00:00Z` })
    case 'line': {
      const { lines } = await billing.invoices.preview({ account: 'acme', period: taken.month })
      return billing.adjustments.override({ ...decided, period: taken.month, line: picked(lines, taken.nth), amount: euros(taken.minor) })
    }
    case 'approve':
      return billing.adjustments.approve({ key, actor: 'bob', adjustment: await adjustment(taken.nth) })
    case 'withdraw':
      return billing.adjustments.withdraw({ key, adjustment: await adjustment(taken.nth) })
    case 'void':
      return billing.invoices.transition({ key, invoice: picked(world.issued, taken.nth), cause: 'void', reason: 'by mistake' })
    case 'grant':
      return billing.credits.grant({ key, account: 'acme', kind: taken.kind, currency: 'EUR', amount: euros(taken.minor), effectiveAt: '2026-10-02T00:00:00Z' })
    case 'usage':
      return billing.events.ingest([tokens(key, String(taken.units), { time: `${taken.month}-10T00:00:00Z` })])
    case 'rename':
      return billing.accounts.put({ key, account: { id: 'acme', kind: 'customer', name: taken.name, currency: 'EUR', zone: 'Europe/Berlin', taxProfile: german } })
    case 'issue':
      return issue(world, taken.month, key)
  }
}

async function live(storage: Storage, steps: readonly Step[]): Promise<World> {
  const world: World = { storage, billing: billingOver(storage), issued: [] }
  await subscribed(world.billing, 'acme')
  for (const [index, taken] of steps.entries()) await outcomeOf(() => act(world, taken, `step-${index}`))
  for (const period of ['2026-10', '2026-11'] as const) await issue(world, period, `last/${period}`)
  return world
}

/**
 * Whatever people decide about documents and in whatever order: they are what their preview said, add up, verify, keep their bytes, and take what is given once.
 * A run is a life of up to eight commands and two invoices on a storage of its own.
 */
export async function checkDocumentTerms(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), (steps) => onStorage(subject, async (storage) => assertDocumentsStand(await live(storage, steps)))),
    { numRuns },
  )
}

async function assertDocumentsStand({ billing, issued }: World): Promise<void> {
  for (const invoice of issued) {
    assertInvoiceAddsUp(invoice)
    expect(auditInvoice(invoice)).toEqual([])
    expect(JSON.stringify(await billing.invoices.get(invoice.id))).toBe(JSON.stringify(invoice))
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
  }
  const statuses = await Promise.all(issued.map(({ id }) => billing.invoices.status(id)))
  const standing = issued.filter((_, index) => statuses[index]?.status !== 'void')
  const taken = standing.flatMap(({ adjustments = [] }) => adjustments.map(({ id }) => id))
  expect(new Set(taken).size).toBe(taken.length)
  for (const { id, ...grant } of (await billing.credits.list()).items) {
    const shares = standing.map(({ discounts = [], settlements = [] }) => [...discounts, ...settlements].filter((each) => each.grant === id))
    if ('amount' in grant) expect(compare(paid(shares), grant.amount)).not.toBe(1)
  }
}
