import { checkBundle, type EvidenceBundle } from '@farthing/ledger'
import { readJsonFile } from './read-json-file.js'

/**
 * Reads an evidence bundle: what `bill --out` writes, and what `billing.invoices.bundle` gives.
 *
 * @throws `file.unreadable`, `json.malformed`, `verify.bundle_malformed`, each naming the file
 */
export async function readBundleFile(path: string): Promise<EvidenceBundle> {
  return checkBundle(await readJsonFile(path), path)
}
