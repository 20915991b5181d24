import type { ChainStore, HoldStore, ReconciliationStore } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('store of the book', [
  {
    what: 'lets somebody book on a closed day',
    red: 'nothing is booked on a closed day, the last one included; the day after is open',
    create: withStores(({ bookPeriods }) => ({ bookPeriods: { ...bookPeriods, close: async () => undefined } })),
  },
  {
    what: 'says nothing where books are closed further already',
    red: 'closing goes forward only',
    create: withStores(({ bookPeriods }) => ({
      bookPeriods: {
        ...bookPeriods,
        close: async (closing) => {
          const { closedThrough } = await bookPeriods.current()
          if (closedThrough === undefined || closedThrough < closing.through) await bookPeriods.close(closing)
        },
      },
    })),
  },
  {
    what: 'gives what is in the chain once more',
    red: 'transactions are given in the order of their commits, whatever their times say, and each once',
    create: withStores(({ chain, ledger }) => ({ chain: { ...chain, unchained: async (limit) => (await ledger.list({ limit })).items } })),
  },
  {
    what: 'takes a link at any place',
    red: 'a link that is not the next, that takes a place, or whose transaction is chained or unknown, is refused',
    create: withStores(({ chain }) => ({ chain: { ...chain, append: async () => undefined } satisfies ChainStore })),
  },
  {
    what: 'gives links from the start whatever is asked for',
    red: 'links come from behind a sequence, as many as asked for, and the head is the last',
    create: withStores(({ chain }) => ({ chain: { ...chain, list: (_, limit) => chain.list(0, limit) } })),
  },
  {
    what: 'ends a hold as often as it is asked to',
    red: 'steps of a hold stand one behind the other; the same again is a no-op, a taken or skipped place a conflict',
    create: withStores(({ holds }) => ({
      holds: { ...holds, append: async (record) => holds.append({ ...record, revision: ((await holds.get(record.id))?.revision ?? 0) + 1 }) } satisfies HoldStore,
    })),
  },
  {
    what: 'lists holds of others',
    red: 'the list has the last step of each hold, by placing and id, of an account, a pool or a status',
    create: withStores(({ holds }) => ({ holds: { ...holds, list: (_, page) => holds.list({}, page) } })),
  },
  {
    what: 'forgets that a rating run has a follower',
    red: 'runs of a document stand one behind the other; the same again is a no-op, a taken or skipped place a conflict',
    create: withStores(({ ratingRuns }) => ({
      ratingRuns: { ...ratingRuns, append: async (run) => ratingRuns.append({ ...run, sequence: ((await ratingRuns.latest(run.document))?.sequence ?? -1) + 1 }) },
    })),
  },
  {
    what: 'leads from a charge to no document',
    red: 'a charge leads to the documents that it stands on',
    create: withStores(({ ratingRuns }) => ({ ratingRuns: { ...ratingRuns, documentsOf: () => Promise.resolve([]) } })),
  },
  {
    what: 'keeps a run of reconciliation over another',
    red: 'a run is kept once: the same again is a no-op, other content a conflict, another tenant refused',
    create: withStores(({ reconciliations }) => ({
      reconciliations: { ...reconciliations, put: async (run) => ((await reconciliations.get(run.id)) ? undefined : reconciliations.put(run)) } satisfies ReconciliationStore,
    })),
  },
])
