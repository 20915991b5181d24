import { hashContent } from '@farthing/core'
import type { EventBodyStore, Stores } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

const withBodies = (breakage: (bodies: EventBodyStore, stores: Stores) => Partial<EventBodyStore>) =>
  withStores((stores) => ({ eventBodies: { ...stores.eventBodies, ...breakage(stores.eventBodies, stores) } }))

const firstInstant = '0001-01-01T00:00:00.000000Z'

describeSabotages('event body store', [
  {
    what: 'lets bodies go without a decision',
    red: 'nothing goes without a decision of its kind, and none of another tenant holds',
    create: withBodies((bodies) => ({ remove: async (id, versions) => ((await bodies.decision(id)) === undefined ? versions.length : bodies.remove(id, versions)) })),
  },
  {
    what: 'takes what the decision does not select',
    red: 'only what the decision selects goes: subject or subscription, time, type, cut, with a body',
    create: withBodies((bodies) => ({ decide: (removal) => bodies.decide({ ...removal, keptTypes: [] }) })),
  },
  {
    what: 'lists only what is effective',
    red: 'every revision with a body is listed and goes, also one that was replaced or voided',
    create: withBodies((bodies) => ({
      list: async (selection, page) => {
        const { items, ...rest } = await bodies.list(selection, page)
        return { items: items.filter(({ identity, event }) => !items.some((other) => other.identity === identity && other.event.revision > event.revision)), ...rest }
      },
    })),
  },
  {
    what: 'counts a body twice',
    red: 'a body goes once, and what is sent again is still a duplicate or a conflict',
    create: withBodies((bodies) => ({ remove: async (id, versions) => (await bodies.remove(id, versions), versions.length) })),
  },
  {
    what: 'forgets the leaves of what went',
    red: 'leaves of what went are listed by time, in pages',
    create: withBodies((bodies) => ({ removed: async (id, page) => ({ items: (await bodies.removed(id, page)).items.map((leaf) => ({ ...leaf, fingerprint: hashContent('sabotage/1', [leaf.identity]) })) }) })),
  },
  {
    what: 'finds a smaller sum where bodies have gone',
    red: 'a scan that a removed body belongs to is refused, and no smaller sum; from the first instant it finds what is left',
    create: withStores(({ events }) => ({
      events: { ...events, async *scan(query) {
        for await (const page of events.scan({ ...query, from: firstInstant })) {
          const found = page.filter(({ event }) => event.time >= query.from)
          if (found.length > 0) yield found
        }
      } },
    })),
  },
  {
    what: 'takes an amendment of what went for a new event',
    red: 'what came in since is found by its cut; an amendment of a removed body is refused there',
    create: withStores(({ events }) => ({ events: { ...events, scan: (query) => events.scan(query.replacedIn === undefined ? query : { ...query, from: firstInstant }) } })),
  },
  {
    what: 'reduces what the decision does not select',
    red: 'an erasure replaces bodies, and nothing that decides or proves',
    create: withBodies((bodies) => ({ decide: (removal) => bodies.decide({ ...removal, subjects: [...removal.subjects, 'globex'] }) })),
  },
])

describeSabotages('erasure of recipients', [
  {
    what: 'leaves those of earlier steps',
    red: 'recipients go out of every step of an account, under an erasure of it and nothing else',
    create: withStores(({ controls }) => ({ controls: { ...controls, eraseRecipients: async (account, removal) => Math.min(1, await controls.eraseRecipients(account, removal)) } })),
  },
])
