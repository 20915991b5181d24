import { describe, it } from 'vitest'
import { checkImports } from '../test/laws/imports-law.js'
import { inMemory } from '../test/laws/law-subject.js'

describe('imports of balances', () => {
  // 100 runs, because each is some fifty transactions.
  it('come to the same in any order, in any pieces, tried before or repeated (V-ONCE), and leave no revenue behind', () => checkImports(inMemory, 100))
})
