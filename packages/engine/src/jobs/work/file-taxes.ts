import { fileTaxes as fileDue } from '../../tax/file-taxes.js'
import type { Job } from '../job.js'

export const fileTaxes: Job = {
  does: 'Tells the tax provider of issued documents, and of those that are void.',
  schedule: () => ({ everyMinutes: 10 }),
  isNeeded: ({ tax }) => tax?.filing !== undefined,
  step: async (context) => {
    const { committed, voided, failed } = await fileDue(context)
    return { counts: { committed: committed.length, voided: voided.length }, held: failed.map(({ document, failure }) => ({ about: document, failure })) }
  },
}
