import { Option } from 'commander'
import { databaseOptions, type DatabaseOptions } from '../database/with-database.js'

/** Where a command that needs events and subscriptions takes them from: files, or a database. */
export interface SourceOptions extends DatabaseOptions {
  readonly book: string
  readonly events?: string
  readonly mapping?: string
  readonly tenant: string
  readonly asOf?: string
}

const bookOption = new Option('--book <file>', 'meters, plans and subscriptions, as JSON; with a database, its subscriptions are not looked at').makeOptionMandatory()
const tenantOption = new Option('--tenant <id>', 'whose books these are').default('default')
const asOfOption = new Option('--as-of <instant>', 'as if it were this moment (default: now)')

/** Of commands that work on files or on a database. */
export const sourceOptions: readonly Option[] = [
  bookOption,
  new Option('--events <file>', 'events of a file, CloudEvents or CSV; without it, what a database has'),
  new Option('--mapping <file>', 'how the columns of a CSV file become events, as JSON'),
  ...databaseOptions,
  tenantOption,
  asOfOption,
]

/** Of commands that work on a database only. */
export const databaseSourceOptions: readonly Option[] = [bookOption, ...databaseOptions, tenantOption, asOfOption]
