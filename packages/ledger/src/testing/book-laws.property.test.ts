import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryBook } from './arbitrary-book.js'
import { assertAppended, assertBookBalanced, assertFold } from './book-laws.js'
import { sampleBook } from './book-sample.js'

describe('every book', () => {
  it('is balanced, and its balances are folds (L-ZERO, L-FOLD)', () => {
    fc.assert(
      fc.property(arbitraryBook(), (book) => {
        assertBookBalanced(book)
        assertFold(book)
        assertAppended(book.slice(0, 3), book)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a law catches what breaks it', () => {
  const book = sampleBook()
  const [first, ...rest] = book
  const [debit, ...others] = first?.entries ?? []

  it('a book that is not balanced', () => {
    expect(() => {
      if (first !== undefined && debit !== undefined) assertBookBalanced([{ ...first, entries: [{ ...debit, amountMinor: '4999' }, ...others] }, ...rest])
    }).toThrow('balanced in EUR')
  })

  it('a record that is gone, or changed', () => {
    expect(() => {
      assertAppended(book, rest)
    }).toThrow('is kept as it was')
    expect(() => {
      if (first !== undefined) assertAppended(book, [{ ...first, cause: 'edited' }, ...rest])
    }).toThrow('is kept as it was')
  })
})
