import { ratedCharges, type Charge, type RatedFrom, type RatingOptions } from '@farthing/pricing'
import { selectCharges, type ChargeSelection } from '../invoices/grouping/select-charges.js'

/** What a document or a correction of it was rated from. */
export interface DocumentRating extends RatedFrom {
  /** Which of the charges stand on the document, where others stand on other ones: what is rated beside them is theirs to say. All unless given. */
  readonly on?: ChargeSelection
}

/** The charges that a rating gives for its document. @throws what `rate` throws for ratings that are none */
export function chargesOn({ on, ...rated }: DocumentRating, options: RatingOptions = {}): readonly Charge[] {
  const charges = ratedCharges(rated, options)
  return on === undefined ? charges : selectCharges(charges, on)
}
