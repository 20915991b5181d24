import type { BillingRunStore } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('store of billing runs', [
  {
    what: 'keeps a run that does not follow the one before',
    red: 'a run replaces the one before; one that does not follow it is a conflict',
    create: withStores(({ billingRuns }) => ({
      billingRuns: { ...billingRuns, save: async (run) => billingRuns.save({ ...run, revision: ((await billingRuns.get(run.id))?.revision ?? -1) + 1 }) } satisfies BillingRunStore,
    })),
  },
  {
    what: 'keeps those accounts that follow, and leaves the others',
    red: 'accounts replace those before; when one does not follow, none is kept',
    create: withStores(({ billingRuns }) => ({
      billingRuns: {
        ...billingRuns,
        saveAccounts: async (accounts) => {
          for (const account of accounts) {
            const [before] = await billingRuns.find(account.run, [account.account])
            if (account.revision === (before?.revision ?? -1) + 1) await billingRuns.saveAccounts([account])
          }
        },
      },
    })),
  },
  {
    what: 'finds the accounts of any run',
    red: 'accounts replace those before; when one does not follow, none is kept',
    create: withStores(({ billingRuns }) => ({ billingRuns: { ...billingRuns, find: (_, accounts) => billingRuns.find('run', accounts) } })),
  },
  {
    what: 'lists runs whatever is asked for',
    red: 'runs are listed of a mode, a status and a time',
    create: withStores(({ billingRuns }) => ({ billingRuns: { ...billingRuns, list: (_, page) => billingRuns.list({}, page) } })),
  },
  {
    what: 'lists accounts whatever is asked for',
    red: 'accounts are listed by part, then id, of a status or a part, and counted',
    create: withStores(({ billingRuns }) => ({ billingRuns: { ...billingRuns, accounts: (run, _, page) => billingRuns.accounts(run, {}, page) } })),
  },
])
