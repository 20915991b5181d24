import { canonicalJson, checkJson, type Hash } from '@farthing/core'

/**
 * A document as canonical JSON: the bytes that are sent, archived and signed. The same for the same document on every machine.
 *
 * @throws the `json.*` codes for what is no document of ours
 */
export function documentText(document: { readonly contentHash: Hash }): string {
  return canonicalJson(checkJson(document, 'document'))
}
