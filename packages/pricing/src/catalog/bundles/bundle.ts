import { fail, type Decimal } from '@farthing/core'
import { at, optional, readList, readNamed, readNotNegative, readRecord, readText } from '../../models/read-fields.js'

/** Plans that are sold together. */
export interface Bundle<P extends string = string> {
  /** Shown on invoices. */
  readonly name: string
  /** In one currency and billing period, without phases and programs of their own. */
  readonly plans: readonly P[]
  /** What the charges together cost for a period; what each costs by itself unless given. */
  readonly rate?: Decimal
  /** Products whose charges the rate is for; all charges unless given. */
  readonly products?: readonly string[]
  /** Fair market values by `plan.component`: the rate is allocated by them, and by list amounts unless given. */
  readonly values?: { readonly [component: string]: Decimal }
}

const maxPlans = 100
const maxProducts = 1_000

/** Reads a bundle in canonical form. Names are compared with the catalogue later. @throws `catalog.malformed`, `catalog.invalid` */
export function checkBundle(value: unknown, field: string): Bundle {
  const fields = readRecord(value, field, ['name', 'plans', 'rate', 'products', 'values'])
  const bundle = {
    name: readText(fields.name, at(field, 'name')),
    plans: readNames(fields.plans, at(field, 'plans'), maxPlans),
    ...optional(fields, 'rate', field, readNotNegative),
    ...optional(fields, 'products', field, (names, place) => readNames(names, place, maxProducts)),
    ...optional(fields, 'values', field, readValues),
  }
  for (const option of ['products', 'values'] as const) {
    if (bundle[option] !== undefined && bundle.rate === undefined) fail('catalog.invalid', { field: at(field, option), because: 'is given without a rate' })
  }
  return bundle
}

function readNames(value: unknown, field: string, max: number): readonly string[] {
  const names = readList(value, field, { min: 1, max }).map((name, index) => readText(name, at(field, index)))
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (repeated >= 0) fail('catalog.invalid', { field: at(field, repeated), because: `names ${names[repeated] ?? ''} a second time` })
  return names
}

function readValues(value: unknown, field: string): { readonly [component: string]: Decimal } {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([component, worth]) => [component, readNotNegative(worth, at(field, component))]))
}
