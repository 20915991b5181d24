import { isFarthingError } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { endingStorage } from '../ending-storage.js'
import { apiAccount, invoicedBilling } from '../invoiced-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

const accounts = ['a', 'b'] as const
const now = '2026-12-02T00:00:00Z'

type Step = {
  readonly account: (typeof accounts)[number]
  readonly period: '2026-10' | '2026-11'
} & ({ readonly do: 'preview' } | { readonly do: 'issue' | 'void'; readonly key: number; readonly endsAt?: number })

const about = { account: fc.constantFrom(...accounts), period: fc.constantFrom('2026-10' as const, '2026-11' as const) }
const key = fc.integer({ min: 0, max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ ...about, do: fc.constant('preview' as const) }),
  fc.record({ ...about, do: fc.constantFrom('issue' as const, 'void' as const), key }),
  fc.record({ ...about, do: fc.constantFrom('issue' as const, 'void' as const), key, endsAt: fc.integer({ min: 1, max: 60 }) }),
)

/** One step of a life; that it is refused or ends in the middle is no failure of the law. */
async function live(storage: Storage, taken: Step): Promise<void> {
  const ending = 'endsAt' in taken ? endingStorage(storage, { call: taken.endsAt, done: taken.endsAt % 2 === 0 }) : storage
  const { invoices } = invoicedBilling({ storage: ending, now })
  const { account, period } = taken
  try {
    if (taken.do === 'preview') await invoices.preview({ account, period })
    else if (taken.do === 'issue') await invoices.issue({ key: `${account}/${period}/${taken.key}`, account, period })
    else {
      const [last] = (await invoicedBilling({ storage, now }).invoices.list({ account })).items.slice(-1)
      if (last !== undefined) await invoices.transition({ key: `${last.id}/${taken.key}`, invoice: last.id, cause: 'void', reason: 'x' })
    }
  } catch (error) {
    if (!isFarthingError(error) && !String(error).includes('the process ends here')) throw error
  }
}

/** Numbers are there if and only if an invoice was issued: 1, 2, 3 … whatever was previewed, failed or made void. A run is a life of up to eight commands. */
export async function checkNumbers(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), (steps) => onStorage(subject, (storage) => assertNumbered(storage, steps))),
    { numRuns },
  )
}

async function assertNumbered(storage: Storage, steps: readonly Step[]): Promise<void> {
  const billing = invoicedBilling({ storage, now })
  for (const account of accounts) await apiAccount(billing, account)
  for (const taken of steps) await live(storage, taken)
  const { items } = await billing.invoices.list()
  expect(items.map(({ number }) => number).sort()).toEqual(items.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`))
  await apiAccount(billing, 'last')
  const { number } = await billing.invoices.issue({ key: 'last', account: 'last', period: '2026-10' })
  expect(number).toBe(`INV-${String(items.length + 1).padStart(6, '0')}`)
  const billed = items.map(({ account, from, sequence }) => `${account} ${from} ${sequence ?? 0}`)
  expect(new Set(billed).size).toBe(billed.length)
  const statuses = await Promise.all(items.map(({ id }) => billing.invoices.status(id)))
  const standing = items.filter((_, index) => statuses[index]?.status !== 'void').map(({ account, from }) => `${account} ${from}`)
  expect(new Set(standing).size).toBe(standing.length)
}
