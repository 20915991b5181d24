import { memory } from '@farthing/adapters-memory'
import { hledgerJournal, sealEntries, startChain, trialBalance, verifyChain } from '@farthing/ledger'
import type { Bench, Figure } from './bench.js'
import { bookInPostgres } from './ledger/book-in-postgres.js'
import { perSecond } from './ledger/per-second.js'
import { samplePosting, samplePostings } from './ledger/sample-postings.js'

const many = 20_000
const batch = 100

/** Ledger transactions of two entries: made, kept one by one and in batches, chained, verified, summed up and written out. */
export const bench: Bench = async () => {
  const book = samplePostings(0, many)
  const { links, head } = sealEntries(startChain('bench'), book)
  const storage = memory()
  const oneByOne = await perSecond(many, 1, (piece) => storage.transaction('bench', ({ ledger }) => ledger.put(samplePosting(piece))))
  const batched = memory()
  const inBatches = await perSecond(many / batch, 1, (piece) =>
    batched.transaction('bench', ({ ledger }) => ledger.putAll(book.slice(piece * batch, (piece + 1) * batch))),
  )
  return [
    speed('posted: made, with id and fingerprint', () => samplePostings(0, many)),
    speed('sealed into a chain', () => sealEntries(startChain('bench'), book)),
    speed('verified, record by record', () => verifyChain({ tenant: 'bench', links, transactions: book, anchors: [head] })),
    speed('summed up to a trial balance', () => trialBalance(book)),
    speed('written as a journal with assertions', () => [...hledgerJournal(book)].length),
    { name: 'memory, one by one', value: oneByOne, unit: 'tx/s' },
    { name: `memory, ${batch} in a transaction`, value: inBatches * batch, unit: 'tx/s' },
    ...(await bookInPostgres()),
  ]
}

/** Transactions a second of the better of two runs. */
function speed(name: string, work: () => unknown): Figure {
  const seconds = [0, 1].map(() => {
    const start = performance.now()
    work()
    return (performance.now() - start) / 1_000
  })
  return { name, value: many / Math.min(...seconds), unit: 'tx/s' }
}
