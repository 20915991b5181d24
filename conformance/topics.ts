import { aggregation } from './topics/aggregation.js'
import { commitments } from './topics/commitments.js'
import { creditNotes } from './topics/credit-notes.js'
import { credits } from './topics/credits.js'
import { discounts } from './topics/discounts.js'
import { periods } from './topics/periods.js'
import { pricebooks } from './topics/pricebooks.js'
import { pricing } from './topics/pricing.js'
import { proration } from './topics/proration.js'
import { rounding } from './topics/rounding.js'
import { tax } from './topics/tax.js'
import type { Topic } from './vector.js'

/** The topics that the library answers, by the name that their vectors carry. */
export const topics: ReadonlyMap<string, Topic> = new Map([
  ['rounding', rounding],
  ['periods', periods],
  ['aggregation', aggregation],
  ['pricing', pricing],
  ['proration', proration],
  ['pricebooks', pricebooks],
  ['commitments', commitments],
  ['discounts', discounts],
  ['credits', credits],
  ['credit-notes', creditNotes],
  ['tax', tax],
])
