import { hashContent } from '@farthing/core'
import { incomingEvent, incomingEvents, inScanOrder, scanAll } from './event-samples.js'
import { expectSame } from './expectations.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

const unknown = hashContent('sample/1', ['unknown'])

/** What `EventStore` promises about finding events again: by version, and behind an identity. */
export const eventLookUpCases: readonly SuiteCase<StorageFactory<'events'>>[] = [
  storageCase('fingerprints are those of exactly the versions asked for, in their order', async (storage) => {
    const [first, amended, other] = [incomingEvent(), incomingEvent({ revision: 2, data: { count: '7' } }), incomingEvent({ id: 'e2', data: {} })]
    await storage.transaction('tenant', (stores) => stores.events.append([first, amended, other]))
    await storage.transaction('tenant', async ({ events }) => {
      const { identity } = first
      const asked = [{ identity: other.identity, revision: 0 }, { identity, revision: 1 }, { identity, revision: 2 }, { identity: unknown, revision: 0 }, { identity, revision: 0 }]
      const found = (await events.fingerprints([...asked, { identity, revision: 2 }])).map((fingerprint) => fingerprint ?? null)
      expectSame(found, [other.fingerprint, null, amended.fingerprint, null, first.fingerprint, amended.fingerprint], 'the fingerprints')
      expectSame(await events.fingerprints([]), [], 'the fingerprints of nothing')
    })
    const foreign = await storage.transaction('other', ({ events }) => events.fingerprints([{ identity: first.identity, revision: 0 }]))
    expectSame(foreign.map((fingerprint) => fingerprint ?? null), [null], 'what another tenant finds')
  }),

  storageCase('a scan behind an identity goes on where another stopped', async (storage) => {
    const events = inScanOrder(incomingEvents(7))
    await storage.transaction('tenant', (stores) => stores.events.append(events))
    await storage.transaction('tenant', async (stores) => {
      for (const [index, { identity }] of events.entries()) {
        expectSame(await scanAll(stores.events, { after: identity }), events.slice(index + 1), `what is behind event ${index}`)
      }
      expectSame(await scanAll(stores.events, { after: '0'.repeat(64) }), events, 'what is behind the lowest digest')
      expectSame(await scanAll(stores.events, { after: events[2]?.identity ?? '', subjects: ['nobody'] }), [], 'with another condition')
    })
  }),
]
