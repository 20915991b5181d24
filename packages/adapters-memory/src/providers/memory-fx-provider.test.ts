import { fxSnapshot, fxSnapshotAt, type FxRateBook } from '@farthing/ledger'
import type { FxProvider } from '@farthing/ports'
import { fxProviderSuite, type FxProviderFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { memoryFxProvider } from './memory-fx-provider.js'

const day = (date: string) => `${date}T14:15:00.000000Z`
const book: FxRateBook = {
  provider: 'treasury',
  rates: [
    { base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'divide' }, at: day('2026-10-29') },
    { base: 'EUR', quote: 'USD', rate: '1.09', inverse: { rule: 'divide' }, at: day('2026-10-30') },
  ],
}
const pair = { base: 'EUR', quote: 'USD' }
const good = memoryFxProvider('treasury', (query) => fxSnapshotAt(book, query))

function factoryOf(provider: FxProvider): FxProviderFactory {
  return { create: async () => ({ provider, known: { ...pair, at: day('2026-10-29') }, later: { ...pair, at: day('2026-10-31') }, early: { ...pair, at: day('2026-10-28') } }) }
}

describe('memoryFxProvider', () => {
  for (const one of fxProviderSuite.cases) it(one.name, () => one.run(factoryOf(good)))
})

describe('a broken provider turns the suite red', () => {
  const [first, last] = book.rates.map((rate) => fxSnapshot({ ...rate, provider: 'treasury' }))
  let calls = 0

  it.each<readonly [what: string, red: string, rate: FxProvider['rate']]>([
    ['changes a rate and keeps its id', 'a snapshot is of the pair as it was asked for, in order, and names who gave it', async () => ({ ...first!, rate: '2' })],
    ['gives the latest rate of all', 'a rate is in force: it is not later than the question, and a later one takes its place', async () => last!],
    ['gives the first rate for ever', 'a rate is in force: it is not later than the question, and a later one takes its place', async () => first!],
    ['has another rate each time', 'a question about the past has one answer', async () => fxSnapshot({ ...book.rates[0]!, provider: 'treasury', rate: `${(calls += 1)}` })],
    ['has a rate for any time', 'before its first rate a pair has none', async () => first!],
    ['turns a rate round', 'no rate is turned round', async ({ at }) => good.rate({ ...pair, at })],
  ])('one that %s', async (_, red, rate) => {
    const found = fxProviderSuite.cases.filter(({ name }) => name === red)
    expect(found).toHaveLength(1)
    await expect(found[0]!.run(factoryOf({ name: 'treasury', rate }))).rejects.toThrow(/expected|is not the hash/)
  })
})
