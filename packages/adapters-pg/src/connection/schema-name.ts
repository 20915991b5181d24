import { fail } from '@farthing/core'

export const defaultSchema = 'farthing'

/**
 * The schema as it stands in SQL, quoted. An allow-list first: a name that passes needs no escaping, in no place.
 *
 * @throws `storage.schema_name_invalid`
 */
export function quoteSchema(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(name)) {
    fail('storage.schema_name_invalid', { field: 'schema', because: `is ${JSON.stringify(name)}`, facts: { schema: name } })
  }
  return `"${name}"`
}
