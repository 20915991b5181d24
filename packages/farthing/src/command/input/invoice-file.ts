import { fail, type Meter, type SubscriptionCandidate } from '@farthing/core'
import type { InvoiceEvidence } from '@farthing/ledger'
import { readJsonFile } from './read-json-file.js'

/** What `farthing bill --out` writes for each invoice: enough to explain it and to verify it against its events. */
export interface InvoiceFile {
  readonly format: 'invoice-file/1'
  readonly evidence: InvoiceEvidence
  /** The meters that its plans read, as they were. */
  readonly meters: { readonly [meter: string]: Meter }
  /** Every subscription that an event of this invoice could have meant. */
  readonly candidates: readonly SubscriptionCandidate[]
}

/**
 * Reads an invoice file. Only its frame is checked here: whether its content is right is what `verify` finds out.
 *
 * @throws `file.unreadable`, `json.malformed`, `invoice.file_invalid` naming the file and the field.
 */
export async function readInvoiceFile(path: string): Promise<InvoiceFile> {
  const content = await readJsonFile(path)
  const missing = missingField(content)
  if (missing !== undefined) fail('invoice.file_invalid', { field: `${path}: ${missing}`, because: 'is not what bill --out writes' })
  return content as InvoiceFile
}

function missingField(content: unknown): string | undefined {
  if (!isRecord(content) || content['format'] !== 'invoice-file/1') return 'format'
  if (!isRecord(content['meters'])) return 'meters'
  if (!Array.isArray(content['candidates'])) return 'candidates'
  const evidence = content['evidence']
  if (!isRecord(evidence) || evidence['format'] !== 'invoice-evidence/1') return 'evidence.format'
  if (!Array.isArray(evidence['ratings'])) return 'evidence.ratings'
  const invoice = evidence['invoice']
  return isRecord(invoice) && Array.isArray(invoice['lines']) ? undefined : 'evidence.invoice.lines'
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
