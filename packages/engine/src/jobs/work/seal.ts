import { sealDue } from '../../windows/seal-due.js'
import type { Job } from '../job.js'

export const seal: Job = {
  does: 'Seals the usage of every window whose watermark and grace have passed.',
  schedule: () => ({ everyMinutes: 15 }),
  step: async (context) => {
    const { sealed, held } = await sealDue(context)
    return { counts: { windows: sealed.length }, held: held.map(({ subscription, failure }) => ({ about: subscription, failure })) }
  },
}
