import { checkJson, hashContent, type Digest, type Hash } from '@farthing/core'
import type { Correction } from './correction.js'

/** Identity of a correction: `correction/1` over (tenant, invoice, revision), known before it is made. */
export function correctionIdOf({ tenant, invoice, revision }: Pick<Correction, 'tenant' | 'invoice' | 'revision'>, digest?: Digest): Hash {
  return hashContent('correction/1', [tenant, invoice.id, revision], digest)
}

/** Hash of all that a correction says: `correction-content/1`. The next correction of the invoice names it. */
export function correctionHashOf(correction: Omit<Correction, 'hash'>, digest?: Digest): Hash {
  const { target, delta, ...head } = correction
  const { lines, ...figures } = delta
  const parts = [{ ...head, delta: { ...figures, lines: lines.length }, target: target?.contentHash ?? null }, ...lines]
  return hashContent('correction-content/1', parts.map((part, index) => checkJson(part, index === 0 ? 'correction' : `delta.lines[${index - 1}]`)), digest)
}
