import { fail } from '@farthing/core'
import { checkCatalog, type Catalog } from '@farthing/pricing'
import { inFile } from './in-file.js'
import { readJsonFile } from './read-json-file.js'

/** A subscription as a book file states it; the command that `billing.subscriptions.start` takes. */
export interface BookSubscription {
  readonly key: string
  readonly account: string
  readonly plan: string
  readonly from: string
  /** Exclusive; open unless given. */
  readonly to?: string
  readonly zone: string
  readonly anchorDay?: number
  readonly subjects?: readonly string[]
}

/** A price book file: the catalogue and who is subscribed to what. */
export interface Book {
  /** Where it was read from. */
  readonly path: string
  readonly catalog: Catalog
  readonly subscriptions: readonly BookSubscription[]
}

/**
 * Reads and checks a book file: `{ meters, plans, products?, priceBooks?, subscriptions }`. `subscriptions` may be missing where they are `optional`.
 *
 * @throws `file.unreadable`, `json.malformed`, `book.invalid`, and what `checkCatalog` throws, each naming file and field.
 */
export async function readBook(path: string, about: { readonly subscriptions: 'needed' | 'optional' } = { subscriptions: 'needed' }): Promise<Book> {
  const input = await readJsonFile(path)
  if (!isRecord(input)) return fail('book.invalid', { field: path, because: 'is not an object' })
  const { subscriptions = about.subscriptions === 'optional' ? [] : undefined, ...catalog } = input
  if (!Array.isArray(subscriptions)) return fail('book.invalid', { field: `${path}: subscriptions`, because: 'is not a list' })
  return {
    path,
    catalog: inFile(path, () => checkCatalog(catalog)),
    subscriptions: subscriptions.map((item, index) => bookSubscription(item, `${path}: subscriptions[${index}]`)),
  }
}

const texts = ['key', 'account', 'plan', 'from', 'zone'] as const
const known = new Set<string>([...texts, 'to', 'anchorDay', 'subjects'])

function bookSubscription(input: unknown, field: string): BookSubscription {
  if (!isRecord(input)) return fail('book.invalid', { field, because: 'is not an object' })
  for (const name of Object.keys(input)) {
    if (!known.has(name)) fail('book.invalid', { field: `${field}.${name}`, because: 'is not a field of a subscription' })
  }
  const text = (name: (typeof texts)[number]): string => {
    const value = input[name]
    return typeof value === 'string' && value !== '' ? value : fail('book.invalid', { field: `${field}.${name}`, because: 'is missing' })
  }
  const { to, anchorDay, subjects } = input
  if (to !== undefined && typeof to !== 'string') fail('book.invalid', { field: `${field}.to`, because: 'is not a date' })
  if (anchorDay !== undefined && !Number.isInteger(anchorDay)) {
    fail('book.invalid', { field: `${field}.anchorDay`, because: 'is not a day from 1 to 31' })
  }
  if (subjects !== undefined && !isTextList(subjects)) fail('book.invalid', { field: `${field}.subjects`, because: 'is not a list of texts' })
  return {
    key: text('key'),
    account: text('account'),
    plan: text('plan'),
    from: text('from'),
    zone: text('zone'),
    ...(to === undefined ? {} : { to }),
    ...(anchorDay === undefined ? {} : { anchorDay: anchorDay as number }),
    ...(subjects === undefined ? {} : { subjects }),
  }
}

function isRecord(input: unknown): input is { readonly [key: string]: unknown } {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

function isTextList(input: unknown): input is readonly string[] {
  return Array.isArray(input) && input.every((item) => typeof item === 'string')
}
