import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryBook } from '../../testing/arbitrary-book.js'
import { sampleBook } from '../../testing/book-sample.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { startChain, type ChainLink } from './chain-link.js'
import { sealEntries } from './seal-entries.js'
import { verifyChain, type ChainVerification } from './verify-chain.js'

const tenant = 'default'

/** A change of one leaf of a record: every field, at every depth. */
interface Mutation {
  readonly path: string
  readonly apply: <T>(record: T) => T
}

function mutationsOf(record: unknown, path: readonly (string | number)[] = []): readonly Mutation[] {
  if (typeof record === 'object' && record !== null) {
    const inside = Object.entries(record).flatMap(([key, value]) => mutationsOf(value, [...path, key]))
    return Array.isArray(record) && record.length > 0 ? [...inside, mutationAt(path, (record as unknown[]).slice(1))] : inside
  }
  const changed = typeof record === 'number' ? record + 1 : `${String(record)}'`
  return [mutationAt(path, changed), ...(typeof record === 'string' && record.length > 1 ? [mutationAt(path, record.slice(1))] : [])]
}

function mutationAt(path: readonly (string | number)[], value: unknown): Mutation {
  return {
    path: path.join('.'),
    apply: (record) => {
      const copy = JSON.parse(JSON.stringify(record)) as typeof record
      let at = copy as Record<string | number, unknown>
      for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
      at[path.at(-1) ?? ''] = value
      return copy
    },
  }
}

function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
  return list.map((one, place) => (place === index ? value : one))
}

describe('a chain (L-CHAIN)', () => {
  it('verifies whatever was sealed, in one step or in many, by clocks that run backwards too (L-ORDER)', () => {
    fc.assert(
      fc.property(arbitraryBook(), fc.nat(20), (book, cut) => {
        const once = sealEntries(startChain(tenant), book)
        const before = sealEntries(startChain(tenant), book.slice(0, cut))
        const after = sealEntries(before.head, book.slice(cut))
        expect([...before.links, ...after.links]).toEqual(once.links)
        expect(once.links.map(({ sequence }) => sequence)).toEqual(book.map((_, index) => index + 1))
        expect(verifyChain({ tenant, links: once.links, transactions: [...book].reverse(), anchors: [before.head, once.head] })).toEqual({ verified: true, head: once.head, unchained: [] })
        expect(verifyChain({ tenant, links: before.links, transactions: book })).toMatchObject({ verified: true, unchained: book.slice(cut).map(({ id }) => id) })
      }),
      { numRuns: 1000 },
    )
  })

  it('finds a removal, an insertion and a swap anywhere, and a cut tail by its anchor', () => {
    fc.assert(
      fc.property(arbitraryBook({ minLength: 3 }), fc.nat(), (book, choice) => {
        const { links, head } = sealEntries(startChain(tenant), book)
        const place = choice % links.length
        const check = (stored: readonly ChainLink[], transactions: readonly LedgerTransaction[] = book): ChainVerification => verifyChain({ tenant, links: stored, transactions, anchors: [head] })
        const without = [...links.slice(0, place), ...links.slice(place + 1)]
        expect(check(without)).toEqual({ verified: false, sequence: place + 1, problem: place === links.length - 1 ? 'tail_cut' : 'out_of_sequence' })
        expect(check([...links.slice(0, place), ...links.slice(place).flatMap((link, index) => (index === 0 ? [link, link] : [link]))])).toMatchObject({ verified: false, sequence: place + 2 })
        const next = (place + 1) % links.length
        const [a, b] = [links[place], links[next]]
        if (a !== undefined && b !== undefined && a !== b) expect(check(replaced(replaced(links, place, b), next, a))).toMatchObject({ verified: false, sequence: Math.min(place, next) + 1 })
        expect(check(links, [...book.slice(0, place), ...book.slice(place + 1)])).toEqual({ verified: false, sequence: place + 1, problem: 'transaction_missing' })
        expect(check(links.slice(0, place))).toEqual({ verified: false, sequence: place + 1, problem: 'tail_cut' })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('any single change of any field is found where it was made', () => {
  const book = sampleBook()
  const { links, head } = sealEntries(startChain(tenant), book)

  it('in a transaction', () => {
    let tried = 0
    for (const [index, transaction] of book.entries()) {
      for (const { path, apply } of mutationsOf(transaction)) {
        const result = verifyChain({ tenant, links, transactions: replaced(book, index, apply(transaction)) })
        expect(result, `${path} of ${transaction.kind}`).toMatchObject({ verified: false, sequence: index + 1 })
        tried += 1
      }
    }
    expect(tried).toBeGreaterThan(1000)
  })

  it('in a link', () => {
    for (const [index, link] of links.entries()) {
      for (const { path, apply } of mutationsOf(link)) {
        const result = verifyChain({ tenant, links: replaced(links, index, apply(link)), transactions: book, anchors: [head] })
        expect(result, `${path} of link ${index + 1}`).toMatchObject({ verified: false, sequence: index + 1 })
      }
    }
  })

  it('in a chain that was written anew from there: by its anchor', () => {
    const [, second] = book
    const forged = second === undefined ? book : replaced(book, 1, { ...second, actor: 'somebody else' })
    const rewritten = sealEntries(startChain(tenant), forged)
    expect(verifyChain({ tenant, links: rewritten.links, transactions: forged })).toMatchObject({ verified: true })
    expect(verifyChain({ tenant, links: rewritten.links, transactions: forged, anchors: [head] })).toEqual({ verified: false, sequence: head.sequence, problem: 'anchor_differs' })
  })

  it('in a transaction that is there twice, and in a chain of another tenant', () => {
    expect(verifyChain({ tenant, links, transactions: [...book, ...book.slice(4, 5)] })).toEqual({ verified: false, sequence: 5, problem: 'transaction_repeated' })
    expect(verifyChain({ tenant: 'other', links, transactions: book })).toEqual({ verified: false, sequence: 1, problem: 'out_of_sequence' })
    expect(() => sealEntries(startChain('other'), book)).toThrow('a chain holds the transactions of one tenant')
    expect(verifyChain({ tenant, links: [], transactions: [], anchors: [{ tenant, sequence: 0, hash: 'x' }] })).toEqual({ verified: false, sequence: 0, problem: 'anchor_differs' })
    const twice = sealEntries(startChain(tenant), [...book.slice(0, 2), ...book.slice(0, 1)])
    expect(verifyChain({ tenant, links: twice.links, transactions: book })).toEqual({ verified: false, sequence: 3, problem: 'transaction_repeated' })
  })
})
