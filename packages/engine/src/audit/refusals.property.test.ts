import { it } from 'vitest'
import { lawRuns } from '../test/law-runs.js'
import { inMemory } from '../test/laws/law-subject.js'
import { checkRefusals } from '../test/laws/refusals-law.js'

it('every call of a command is done, repeated or among the refusals, whatever comes', () => checkRefusals(inMemory, lawRuns))
