import type { FlatPrice } from './flat.js'
import type { GraduatedPrice } from './graduated.js'
import type { PerUnitPrice } from './per-unit.js'

/** How an amount follows from usage. Plain data; the model named in it is an entry of the model table. */
export type Price = FlatPrice | PerUnitPrice | GraduatedPrice

export type PriceModelName = Price['model']
