import { describe, it } from 'vitest'
import { lawRuns } from '../test/law-runs.js'
import { checkConservation } from '../test/laws/conservation-law.js'
import { inMemory } from '../test/laws/law-subject.js'

describe('every event of a period', () => {
  it('is billed, free or excluded for one reason, and every event on the invoice is kept or was replaced since', () => checkConservation(inMemory, lawRuns))
})
