import { describe, it } from 'vitest'
import { lawRuns } from './test/law-runs.js'
import { checkIssuedOnce, checkVerified } from './test/laws/issued-once-law.js'
import { inMemory } from './test/laws/law-subject.js'

describe('billing in memory', () => {
  it('previews what it issues, without a write, and issues once (V-PREVIEW, V-ONCE)', () => checkIssuedOnce(inMemory, lawRuns))

  it('issues what adds up, is rounded once and verifies from its evidence', () => checkVerified(inMemory, lawRuns))
})
