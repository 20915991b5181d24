import { assertCorrectionsHold } from '@farthing/ledger/testing'
import { it } from 'vitest'

/*
 * A history issues up to three months and rates each again for up to three changes: some 20 ms. So `npm test` takes 400 of them; the long run is
 * `HISTORIES=10000 npx vitest run packages/ledger/test/corrected-histories.property.test.ts`.
 */
const histories = Number(process.env['HISTORIES'] ?? '400')

it(
  `corrections come to the truth in every figure, stay within caps, and give nothing twice: ${histories} random histories (V-CONVERGE, V-FIXPOINT, C-CAP, C-VOID, C-CHAIN)`,
  () => {
    assertCorrectionsHold({ numRuns: histories })
  },
  3_600_000,
)
