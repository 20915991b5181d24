import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('payment store', [
  {
    what: 'keeps a step whatever it follows from',
    red: 'steps follow each other without a gap; the same again is a no-op, and the last one is what is got',
    create: withStores(({ payments }) => ({
      payments: {
        ...payments,
        append: async (record) => payments.append({ ...record, revision: (await payments.history(record.kind, record.id)).length + 1 }),
      },
    })),
  },
  {
    what: 'lets the second of two steps for one place pass',
    red: 'of steps for one place at the same time, one is kept',
    create: withStores(({ payments }) => ({
      payments: {
        ...payments,
        append: async (record) => {
          const kept = await payments.history(record.kind, record.id)
          if (kept.length < record.revision) await payments.append(record)
        },
      },
    })),
  },
  {
    what: 'finds things by steps that are not their last',
    red: 'things are found by what their last step names, together',
    create: withStores(({ payments }) => ({
      payments: {
        ...payments,
        list: async (kind, filter, page) => {
          const { status, ...others } = filter
          const { items, ...rest } = await payments.list(kind, others, page)
          const had = await Promise.all(items.map(async ({ id }) => (await payments.history(kind, id)).some((step) => status === undefined || step.status === status)))
          return { items: items.filter((_, index) => had[index]), ...rest }
        },
      },
    })),
  },
  {
    what: 'lists each step',
    red: 'the list comes in pages, ordered by creation and id, each thing once and at its last step',
    create: withStores(({ payments }) => ({
      payments: {
        ...payments,
        list: async (kind, filter, page) => {
          const { items, ...rest } = await payments.list(kind, filter, page)
          return { items: (await Promise.all(items.map(({ id }) => payments.history(kind, id)))).flat(), ...rest }
        },
      },
    })),
  },
  {
    what: 'keeps kinds together',
    red: 'kinds do not get into each other’s way',
    create: withStores(({ payments }) => ({
      payments: { ...payments, append: (record) => payments.append({ ...record, id: 's1', revision: record.kind === 'session' ? record.revision : record.revision + 1 }) },
    })),
  },
])
