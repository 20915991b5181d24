import { describeValue, fail } from '@farthing/core'
import type { CorrectionPolicy } from '@farthing/ledger'

/** How a tenant corrects what it has invoiced. */
export interface CorrectionOptions {
  /** What becomes of differences; see `CorrectionPolicy`. */
  readonly policy?: CorrectionPolicy
  /** Whether somebody else has to agree before a proposal is applied: `none` unless given. */
  readonly approval?: 'none' | 'required'
  /** What `takeLate` does: it applies corrections (`apply`, unless given), or leaves proposals for people. */
  readonly late?: 'apply' | 'propose'
}

/** @throws `correction.invalid` */
export function checkCorrectionOptions({ policy = {}, approval = 'none', late = 'apply' }: CorrectionOptions): Required<CorrectionOptions> {
  checkOneOf(approval, ['none', 'required'], 'approval')
  checkOneOf(late, ['apply', 'propose'], 'late')
  return { policy, approval, late }
}

function checkOneOf(value: string, allowed: readonly string[], field: string): void {
  if (!allowed.includes(value)) fail('correction.invalid', { field: `corrections.${field}`, because: `is ${describeValue(value)} and none of ${allowed.join(', ')}` })
}
