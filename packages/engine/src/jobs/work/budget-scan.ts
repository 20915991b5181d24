import { scanBudgets } from '../../budgets/scan-budgets.js'
import { heldAccounts, type Job } from '../job.js'

export const budgetScan: Job = {
  does: 'Holds every budget against what is spent, and tells what is reached.',
  schedule: () => ({ everyMinutes: 15 }),
  step: async (context) => {
    const { accounts, crossed, refused, more } = await scanBudgets(context)
    return { counts: { accounts, crossed: crossed.length }, held: heldAccounts(refused), ...(more && { next: 'more' }) }
  },
}
