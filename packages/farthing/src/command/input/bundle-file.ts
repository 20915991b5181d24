import { checkBundle, checkCorrectionBundle, type CorrectionBundle, type EvidenceBundle } from '@farthing/ledger'
import { readJsonFile } from './read-json-file.js'

/**
 * Reads a bundle that can be verified: of an invoice, as `bill --out` writes it and `billing.invoices.bundle` gives it, or of an invoice with its corrections, as
 * `billing.corrections.bundle` gives it.
 *
 * @throws `file.unreadable`, `json.malformed`, `verify.bundle_malformed`, each naming the file
 */
export async function readVerifiableFile(path: string): Promise<EvidenceBundle | CorrectionBundle> {
  const content = await readJsonFile(path)
  return formatOf(content) === 'correction-bundle/1' ? checkCorrectionBundle(content, path) : checkBundle(content, path)
}

/** What a file says that it is. */
export function formatOf(content: unknown): unknown {
  return typeof content === 'object' && content !== null && 'format' in content ? content.format : undefined
}
