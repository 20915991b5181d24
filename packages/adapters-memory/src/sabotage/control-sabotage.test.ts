import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('control store', [
  {
    what: 'keeps a step whatever it follows from',
    red: 'steps of a thing stand one behind the other; the same again is a no-op, a taken or skipped place a conflict',
    create: withStores(({ controls }) => ({
      controls: { ...controls, append: async (record) => controls.append({ ...record, revision: (await controls.history(record.kind, record.id)).length + 1 }) },
    })),
  },
  {
    what: 'lets the second of two steps for one place pass',
    red: 'of steps for one place of a thing at the same time, one is kept',
    create: withStores(({ controls }) => ({
      controls: {
        ...controls,
        append: async (record) => {
          if ((await controls.history(record.kind, record.id)).length < record.revision) await controls.append(record)
        },
      },
    })),
  },
  {
    what: 'keeps kinds together',
    red: 'kinds of control do not get into each other’s way',
    create: withStores(({ controls }) => ({
      controls: { ...controls, append: (record) => controls.append({ ...record, revision: record.kind === 'override' ? record.revision + 1 : record.revision }) },
    })),
  },
  {
    what: 'lists what is about something else',
    red: 'the list has the last step of each thing, by creation and id, of an account, a status or what it is about',
    create: withStores(({ controls }) => ({ controls: { ...controls, list: (kind, { about: _, ...filter }, page) => controls.list(kind, filter, page) } })),
  },
])
