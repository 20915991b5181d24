import { test } from 'vitest'
import { checkCredits } from '../test/laws/credits-law.js'
import { inMemory } from '../test/laws/law-subject.js'

test('whatever documents, credit notes and jobs do, and in whatever order, each grant stays balanced and no credit pays twice', () => checkCredits(inMemory, 1_000), 30_000)
