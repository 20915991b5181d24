import type { Delivery, Stores } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

const everything = async ({ deliveries }: Pick<Stores, 'deliveries'>): Promise<readonly Delivery[]> => (await deliveries.list({}, { limit: 1000 })).items

describeSabotages('delivery store', [
  {
    what: 'lets two move one delivery',
    red: 'its state moves step by step, and of two who move it one does',
    create: withStores(({ deliveries }) => ({
      deliveries: { ...deliveries, move: async (moved) => deliveries.move({ ...moved, step: ((await deliveries.get(moved.destination, moved.id))?.step ?? 0) + 1 }) },
    })),
  },
  {
    what: 'takes a second delivery for the first',
    red: 'a delivery is added once, behind the others of its lane',
    create: withStores(({ deliveries }) => ({
      deliveries: { ...deliveries, add: async (added) => ((await deliveries.get(added.destination, added.id)) === undefined ? deliveries.add(added) : undefined) },
    })),
  },
  {
    what: 'leaves gaps in a lane',
    red: 'a delivery is added once, behind the others of its lane',
    create: withStores(({ deliveries }) => ({
      deliveries: { ...deliveries, add: async (added) => deliveries.add({ ...added, sequence: (await deliveries.laneEnd(added.destination, added.lane)) + 1 }) },
    })),
  },
  {
    what: 'gives what stands behind one that failed',
    red: 'due is what waits long enough, and of a lane only what has nothing in front of it',
    create: withStores((stores) => ({
      deliveries: {
        ...stores.deliveries,
        due: async ({ destination, at, limit }) =>
          (await everything(stores)).filter((each) => each.destination === destination && each.status === 'waiting' && (each.nextAttemptAt ?? at) <= at).slice(0, limit),
      },
    })),
  },
  {
    what: 'gives what is not due yet',
    red: 'due is what waits long enough, and of a lane only what has nothing in front of it',
    create: withStores(({ deliveries }) => ({ deliveries: { ...deliveries, due: (request) => deliveries.due({ ...request, at: '9999-01-01T00:00:00.000000Z' }) } })),
  },
  {
    what: 'lists deliveries of every state',
    red: 'lists come by creation, destination and id, of a destination, a status or a subject',
    create: withStores(({ deliveries }) => ({ deliveries: { ...deliveries, list: ({ status: _, ...filter }, page) => deliveries.list(filter, page) } })),
  },
  {
    what: 'keeps any state of a destination',
    red: 'the state of a destination moves step by step',
    create: withStores(({ deliveries }) => ({
      deliveries: {
        ...deliveries,
        putDestination: async (state) => deliveries.putDestination({ ...state, step: ((await deliveries.destination(state.destination))?.step ?? 0) + 1 }),
      },
    })),
  },
])

describeSabotages('job store', [
  {
    what: 'lets two processes move one job',
    red: 'a job moves step by step, and of those who move it at once one does',
    create: withStores(({ jobs }) => ({ jobs: { ...jobs, put: async (state) => jobs.put({ ...state, step: ((await jobs.get(state.job))?.step ?? 0) + 1 }) } })),
  },
  {
    what: 'gives one page of jobs',
    red: 'jobs come in pages, by name',
    create: withStores(({ jobs }) => ({ jobs: { ...jobs, list: async (page) => ({ items: (await jobs.list(page)).items }) } })),
  },
])
