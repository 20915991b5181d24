import { compareBytes, hashContent } from '@farthing/core'
import type { CommandFilter, CommandRecord, CommandRefusal } from '../command-store.js'
import type { PageRequest } from '../page.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { minute } from './event-samples.js'
import { inRolledBack } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleCommand(about: Partial<CommandRecord> = {}): CommandRecord {
  return {
    kind: 'invoice.issue',
    key: 'acme/2026-10',
    fingerprint: hashContent('sample/1', ['payload']),
    actor: 'system',
    correlation: 'request-1',
    at: '2026-11-02T00:00:00.000000Z',
    result: { invoice: hashContent('sample/1', ['invoice']) },
    ...about,
  }
}

function sampleRefusal(text: string, about: Partial<CommandRefusal> = {}): CommandRefusal {
  return {
    id: hashContent('sample/1', [text]),
    kind: 'invoice.issue',
    key: 'acme/2026-10',
    fingerprint: hashContent('sample/1', ['payload']),
    actor: 'system',
    correlation: 'request-1',
    reason: text,
    at: '2026-11-02T00:00:00.000000Z',
    code: 'window.open',
    field: 'period',
    ...about,
  }
}

const cases: readonly SuiteCase<StorageFactory<'commands'>>[] = [
  storageCase('a key is taken once, also by the same content, and the first record stays', async (storage) => {
    const command = sampleCommand()
    await storage.transaction('tenant', (stores) => stores.commands.put(command))
    for (const again of [command, sampleCommand({ fingerprint: hashContent('sample/1', ['other']), result: null })]) {
      await expectFailure('storage.conflict', 'the key again', () => storage.transaction('tenant', (stores) => stores.commands.put(again)))
    }
    expectSame(await storage.transaction('tenant', (stores) => stores.commands.get(command.kind, command.key)), command, 'the record')
  }),

  storageCase('a key is taken for its kind only, and kind and key do not run into each other', async (storage) => {
    const commands = [['a', 'b'], ['b', 'b'], ['a', 'a'], ['a,b', 'c'], ['a', 'b,c'], ['ab', 'c'], ['a', 'bc'], ['a"', ',"c'], ['a', '","c']].map(
      ([kind = '', key = '']) => sampleCommand({ kind, key, correlation: `${kind} of ${key}` }),
    )
    await storage.transaction('tenant', async (stores) => {
      for (const command of commands) await stores.commands.put(command)
      for (const command of commands) expectSame(await stores.commands.get(command.kind, command.key), command, 'a record')
    })
  }),

  storageCase('any plain JSON is a result', async (storage) => {
    const results = [null, false, 0, '', [], {}, [null, { a: [1.5, -0.25] }], 'text']
    await storage.transaction('tenant', async (stores) => {
      for (const [index, result] of results.entries()) await stores.commands.put(sampleCommand({ key: `k${index}`, result }))
      for (const [index, result] of results.entries()) {
        expectSame((await stores.commands.get('invoice.issue', `k${index}`))?.result, result, `result ${index}`)
      }
    })
  }),

  storageCase('a key that is rolled back is free again', async (storage) => {
    await inRolledBack(storage, 'tenant', (stores) => stores.commands.put(sampleCommand({ result: 'first' })))
    await storage.transaction('tenant', (stores) => stores.commands.put(sampleCommand({ result: 'second' })))
    const recorded = await storage.transaction('tenant', (stores) => stores.commands.get('invoice.issue', 'acme/2026-10'))
    expectSame(recorded?.result, 'second', 'the result')
  }),

  storageCase('of commands with one key at the same time, one is recorded', async (storage) => {
    const commands = [0, 1, 2, 3, 4].map((result) => sampleCommand({ result }))
    const winner = await expectOneWinner(
      commands.map((command) => () => storage.transaction('tenant', (stores) => stores.commands.put(command))),
      'commands with one key',
    )
    const recorded = await storage.transaction('tenant', (stores) => stores.commands.get('invoice.issue', 'acme/2026-10'))
    expectSame(recorded?.result, winner, 'the result')
  }),

  storageCase('commands are listed by time, then kind and key, and found by whose, what and when they are', async (storage) => {
    const commands = ['b', 'a', 'd', 'c', 'a"', 'e'].map((key, index) =>
      sampleCommand({
        key,
        kind: index % 2 === 0 ? 'credits.grant' : 'accounts.put',
        actor: index < 2 ? 'ada' : 'bob',
        correlation: `request-${Math.floor(index * 0.5)}`,
        reason: key,
        at: minute(Math.floor(index * 0.34)),
        changes: [{ record: 'account', id: key, before: hashContent('sample/1', ['before']), after: hashContent('sample/1', [key]) }],
        changeCount: 1,
      }),
    )
    await storage.transaction('tenant', async (stores) => {
      for (const command of shuffle(commands, pseudoRandom(3))) await stores.commands.put(command)
    })
    const list = (filter: CommandFilter) => (page?: PageRequest) => storage.transaction('tenant', (stores) => stores.commands.list(filter, page))
    const ordered = [...commands].sort((x, y) => compareBytes(JSON.stringify([x.at, x.kind]), JSON.stringify([y.at, y.kind])) || compareBytes(x.key, y.key))
    const filters: readonly CommandFilter[] = [
      {}, { kind: 'accounts.put' }, { kind: 'accounts' }, { actor: 'ada' }, { correlation: 'request-1' }, { correlation: 'request-1', kind: 'accounts.put' },
      { from: minute(1) }, { to: minute(1) }, { actor: 'bob', correlation: 'request-2', from: minute(1), to: minute(2) }, { from: minute(1), to: minute(1) },
    ]
    for (const filter of filters) {
      const { kind, actor, correlation, from = minute(0), to = minute(9) } = filter
      const isMeant = (each: CommandRecord) =>
        (kind ?? each.kind) === each.kind && (actor ?? each.actor) === each.actor && (correlation ?? each.correlation) === each.correlation && from <= each.at && each.at < to
      await expectPages(list(filter), ordered.filter(isMeant), JSON.stringify(filter))
    }
    await expectRefusedPages(list({}))
    expectSame(await storage.transaction('other', (stores) => stores.commands.list({ correlation: 'request-1' })), { items: [] }, 'another tenant')
  }),

  storageCase('a refusal is kept once, and takes no key from a command', async (storage) => {
    const refusal = sampleRefusal('one')
    for (const again of [refusal, { ...refusal }]) await storage.transaction('tenant', (stores) => stores.commands.refuse(again))
    await expectFailure('storage.conflict', 'the id with other content', () => storage.transaction('tenant', (stores) => stores.commands.refuse({ ...refusal, code: 'account.unknown' })))
    await storage.transaction('tenant', (stores) => stores.commands.put(sampleCommand()))
    await inRolledBack(storage, 'tenant', (stores) => stores.commands.refuse(sampleRefusal('rolled back')))
    expectSame(await storage.transaction('tenant', (stores) => stores.commands.refusals({})), { items: [refusal] }, 'the refusals')
    expectSame((await storage.transaction('tenant', (stores) => stores.commands.list({}))).items.length, 1, 'the commands')
    expectSame(await storage.transaction('other', (stores) => stores.commands.refusals({})), { items: [] }, 'another tenant')
  }),

  storageCase('refusals are listed by time, then id, and found by whose, what and when they are', async (storage) => {
    const { key: _, correlation: __, reason: ___, fingerprint: ____, ...bare } = sampleRefusal('bare')
    const refusals = [bare, ...['a', 'b', 'c', 'd'].map((text, index) =>
      sampleRefusal(text, { kind: index % 2 === 0 ? 'credits.grant' : 'accounts.put', actor: index < 2 ? 'ada' : 'bob', correlation: `request-${index % 2}`, at: minute(Math.floor(index * 0.5)) }),
    )]
    await storage.transaction('tenant', async (stores) => {
      for (const refusal of shuffle(refusals, pseudoRandom(3))) await stores.commands.refuse(refusal)
    })
    const ordered = [...refusals].sort((x, y) => compareBytes(x.at, y.at) || compareBytes(x.id, y.id))
    const filters: readonly CommandFilter[] = [{}, { kind: 'accounts.put' }, { actor: 'ada' }, { correlation: 'request-1' }, { correlation: 'request-0', actor: 'bob' }, { from: minute(1) }, { to: minute(1) }]
    for (const filter of filters) {
      const { kind, actor, correlation, from = minute(0), to = '9999' } = filter
      const isMeant = (each: CommandRefusal) =>
        (kind ?? each.kind) === each.kind && (actor ?? each.actor) === each.actor && (correlation ?? each.correlation) === each.correlation && from <= each.at && each.at < to
      await expectPages((page?: PageRequest) => storage.transaction('tenant', (stores) => stores.commands.refusals(filter, page)), ordered.filter(isMeant), JSON.stringify(filter))
    }
  }),
]

export const commandProbe: RecordProbe<'commands', CommandRecord> = {
  store: 'commands',
  record: (text) => sampleCommand({ kind: text, key: text, actor: text, correlation: text, result: { text } }),
  write: (commands, record) => commands.put(record),
  read: (commands, { kind, key }) => commands.get(kind, key),
}

/** The contract of `CommandStore`. */
export const commandStoreSuite: Suite<StorageFactory<'commands'>> = { name: 'command store', cases: [...recordCases(commandProbe), ...cases] }
