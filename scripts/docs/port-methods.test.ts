import { describe, expect, it } from 'vitest'
import { portMethods, uncoveredMethods } from './port-methods.js'

const files: Readonly<Record<string, string>> = {
  'packages/ports/src/storage.ts': 'export interface Stores { readonly commands: CommandStore; readonly bookPeriods: BookPeriodStore }',
  'packages/ports/src/command-store.ts': 'export interface CommandStore { get(kind: string): Promise<void>\n put(): Promise<void> }',
  'packages/ports/src/book-period-store.ts': 'export interface BookPeriodStore { close: () => void }',
  'packages/ports/src/work-queue.ts': 'export interface WorkQueue { claim(): Promise<void> }',
  'packages/ports/src/event-source.ts': 'export interface EventSource { readonly name: string\n read(): Promise<void> }',
  'docs/reference/postgres-coverage.md': '| `commands.get` | a case |\n| `commands.put` |  |\n| `commands.gone` | a case |\n| `bookPeriods.close` | a case |\n| `workQueue.claim` | a case |\n| `eventSource.read` | a case |\n',
}
const read = (file: string): string | undefined => files[file]

describe('portMethods', () => {
  it('lists every method of every store', () => {
    expect(portMethods(read)).toEqual(['commands.get', 'commands.put', 'bookPeriods.close', 'workQueue.claim', 'eventSource.read'])
  })
})

describe('uncoveredMethods', () => {
  it('names what no case calls, and what is gone', () => {
    expect(uncoveredMethods(read).map((line) => /commands\.\w+/.exec(line)?.[0])).toEqual(['commands.put', 'commands.gone'])
  })
})
