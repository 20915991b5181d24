import { fail, type Digest } from '@farthing/core'
import { addFigures, noFigures } from './combine-figures.js'
import type { Correction } from './correction.js'
import { correctionState } from './correction-state.js'
import { makeCorrection, type CorrectionRequest } from './make-correction.js'

/**
 * Takes back all that is billed of an invoice, recorded figure by recorded figure: a credit note over the rest, whatever the policy. Nothing can correct the
 * invoice after that. `undefined` where nothing is billed of it.
 *
 * What corrections put on later invoices stays there: it is credited on those.
 *
 * @throws `correction.not_issued`, `correction.voided`, `correction.chain_broken`, `correction.invalid`
 */
export function voidInvoice(request: CorrectionRequest, digest?: Digest): Correction | undefined {
  const { invoice, corrections } = request
  const state = correctionState(invoice, corrections)
  if (state.voided) fail('correction.voided', { field: 'invoice', because: `is ${invoice.number}, which is void`, facts: { invoice: invoice.id } })
  const elsewhere = corrections.filter(({ outcome }) => outcome === 'next_invoice' || outcome === 'written_off').map(({ delta }) => delta)
  const [first = noFigures, ...others] = elsewhere
  return makeCorrection(request, state, { kind: 'void', due: addFigures(first, ...others) }, digest)
}
