import { describe, it } from 'vitest'
import { inMemory } from '../test/laws/law-subject.js'
import { checkSinks } from '../test/laws/sinks-law.js'

describe('a sink that fails whenever it likes', () => {
  // One run is dozens of jobs over an engine of its own, so there are few; `deliveries.property.test.ts` has the thousand, without the engine.
  it('ends with what was used, having got each revision at least once and in order', () => checkSinks(inMemory, 20))
})
