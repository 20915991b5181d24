import { fail, parseUsageEvent } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { verifyInclusion, type EventInclusion, type InclusionVerdict, type InvoiceEvidence } from '@farthing/ledger'
import { readJsonFile } from '../input/read-json-file.js'

/**
 * Checks that one event stands behind an invoice, by a proof as `billing.invoices.prove` gives it, or a list of them: the first verdict that is not
 * `included`, else that with the lines of all.
 *
 * @throws `file.unreadable`, `json.malformed`, `verify.bundle_malformed` for an empty list; what `parseUsageEvent` refuses
 */
export async function verifyEvent(evidence: InvoiceEvidence, paths: { readonly event: string; readonly proof: string }): Promise<InclusionVerdict> {
  const event = parseUsageEvent(await readJsonFile(paths.event), { receivedAt: evidence.invoice.knownAt.at })
  const content = await readJsonFile(paths.proof)
  const proofs = Array.isArray(content) ? content : [content]
  if (proofs.length === 0) fail('verify.bundle_malformed', { field: paths.proof, because: 'has no proof' })
  const verdicts = proofs.map((proof) => verifyInclusion(evidence, event, proof as EventInclusion, nativeSha256))
  const other = verdicts.find(({ verdict }) => verdict !== 'included')
  return other ?? { verdict: 'included', lines: verdicts.flatMap((verdict) => ('lines' in verdict ? verdict.lines : [])) }
}
