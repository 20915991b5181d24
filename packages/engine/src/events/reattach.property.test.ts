import { describe, expect, it } from 'vitest'
import { lawRuns } from '../test/law-runs.js'
import { inMemory } from '../test/laws/law-subject.js'
import { checkReattach } from '../test/laws/reattach-law.js'

describe('I-REATTACH', () => {
  it('an account, subscription or meter that comes later counts as if it had come first', () => checkReattach(inMemory, lawRuns))

  it('would notice events that are dropped because nobody takes them yet', async () => {
    await expect(checkReattach(inMemory, 20, (step) => typeof step === 'string')).rejects.toThrow('Property failed')
  })
})
