import type { BucketPrice } from './bucket.js'
import type { DynamicPrice } from './dynamic.js'
import type { FixedFmvPrice } from './fixed-fmv.js'
import type { FlatPrice } from './flat.js'
import type { GraduatedPercentagePrice } from './graduated-percentage.js'
import type { GraduatedPrice } from './graduated.js'
import type { HourlyPrice } from './hourly.js'
import type { MatrixPrice } from './matrix.js'
import type { PackagePrice } from './package.js'
import type { PerUnitPrice } from './per-unit.js'
import type { PercentagePrice } from './percentage-price.js'
import type { StairstepPrice } from './stairstep.js'
import type { VolumePrice } from './volume.js'

/** How an amount follows from usage. Plain data; the model named in it is an entry of the model table. */
export type Price =
  | FlatPrice
  | PerUnitPrice
  | PackagePrice
  | GraduatedPrice
  | VolumePrice
  | StairstepPrice
  | PercentagePrice
  | GraduatedPercentagePrice
  | MatrixPrice
  | DynamicPrice
  | HourlyPrice
  | BucketPrice
  | FixedFmvPrice

export type PriceModelName = Price['model']
