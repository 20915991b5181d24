import { basename } from 'node:path'
import { postgres } from '@farthing/adapters-pg'
import { parseInstant } from '@farthing/core'
import { fixedClock, systemClock } from '@farthing/engine'
import type { Clock, Storage } from '@farthing/ports'
import { openDiskStorage } from '../bill/disk-storage.js'
import { describeRefusal, refusalLog, type RefusalLog } from '../bill/refusal-log.js'
import type { CommandContext } from '../command-context.js'
import { schemaOf, withDatabase } from '../database/with-database.js'
import { exitCodes } from '../exit-codes.js'
import { readBook, type Book } from '../input/book.js'
import { openEventFile, type EventFile } from '../input/open-event-file.js'
import { print } from '../terminal.js'
import type { SourceOptions } from './source-options.js'

/** Files that are read into a storage of this run, or a database as it is. */
export interface Source {
  readonly book: Book
  readonly storage: Storage
  readonly clock: Clock
  readonly tenant: string
  /** Absent with a database, which has its events. */
  readonly input?: { readonly file: EventFile; readonly refusals: RefusalLog }
}

/** Connections of a command that bills on a database. */
const connections = 4

/**
 * Lends what the options name. Lines of a file that are refused are told on stderr, and the command ends with 3 then.
 *
 * The clock stands still, so that a command is about one moment.
 */
export async function withSource(options: SourceOptions, context: CommandContext, work: (source: Source) => Promise<void>): Promise<void> {
  if (options.events === undefined) return withDatabaseSource(options, work, '--events')
  return withFiles({ ...options, events: options.events }, context, work)
}

/** Lends a database. `without` is an option that would do instead. */
export async function withDatabaseSource(options: Omit<SourceOptions, 'events' | 'mapping'>, work: (source: Source) => Promise<void>, without?: string): Promise<void> {
  const book = await readBook(options.book, { subscriptions: 'optional' })
  const source = { book, clock: clockOf(options), tenant: options.tenant }
  const lending = { connections, ...(without === undefined ? {} : { without }) }
  return withDatabase(options, (pool) => work({ ...source, storage: postgres(pool, schemaOf(options)) }), lending)
}

function clockOf({ asOf }: Pick<SourceOptions, 'asOf'>): Clock {
  return fixedClock(asOf === undefined ? systemClock().now() : parseInstant(asOf, { field: '--as-of' }))
}

async function withFiles(options: SourceOptions & { readonly events: string }, { terminal, finish }: CommandContext, work: (source: Source) => Promise<void>): Promise<void> {
  const { tenant, events } = options
  const clock = clockOf(options)
  const book = await readBook(options.book)
  const file = await openEventFile(events, options.mapping)
  const refusals = refusalLog(`${basename(events)}.refused.ndjson`)
  const { storage, close } = await openDiskStorage()
  try {
    await work({ book, storage, clock, tenant, input: { file, refusals } })
    const { count, first, file: all } = refusals.summary()
    await print(terminal.stderr, first.map((line) => `${describeRefusal(line)}\n`).join(''))
    if (all !== undefined) await print(terminal.stderr, `${count} lines were refused; all of them are in ${all}\n`)
    if (count > 0) finish(exitCodes.differenceFound)
  } finally {
    await close()
  }
}
