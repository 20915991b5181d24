import { memory } from '@farthing/adapters-memory'
import { describe, it } from 'vitest'
import { meteringLaws, type MeteringSubject } from './index.js'
import { lawRuns } from '../test/law-runs.js'

// #region laws
const subject: MeteringSubject = { create: async () => memory() }

describe('the engine in memory', () => {
  for (const law of meteringLaws) it(law.name, () => law.check(subject, { numRuns: lawRuns }))
})
// #endregion laws
