import { hashContent } from '@farthing/core'
import type { CommandRecord } from '../command-store.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
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
]

export const commandProbe: RecordProbe<'commands', CommandRecord> = {
  store: 'commands',
  record: (text) => sampleCommand({ kind: text, key: text, actor: text, correlation: text, result: { text } }),
  write: (commands, record) => commands.put(record),
  read: (commands, { kind, key }) => commands.get(kind, key),
}

/** The contract of `CommandStore`. */
export const commandStoreSuite: Suite<StorageFactory<'commands'>> = { name: 'command store', cases: [...recordCases(commandProbe), ...cases] }
