import { it } from 'vitest'
import { checkCorrectedStanding } from '../test/laws/corrected-standing-law.js'
import { inMemory } from '../test/laws/law-subject.js'

// A run is a whole life in an engine, so there are 100 of them.
it('whatever comes late, is paid, credited and refunded, the status says what the book has open, and nobody is promised more than was paid', () => checkCorrectedStanding(inMemory, 100))
