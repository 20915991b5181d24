import { sealBook } from '../../ledger/seal-book.js'
import type { Job } from '../job.js'

export const chainSeal: Job = {
  does: 'Puts what was booked into the chain of the ledger.',
  schedule: () => ({ everyMinutes: 5 }),
  step: async (context) => ({ counts: { transactions: (await sealBook(context)).sealed } }),
}
