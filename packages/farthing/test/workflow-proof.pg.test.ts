import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { proveWorkflow, type ReleaseEvidence } from '../../../examples/9-workflow-proof/proof.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()

/** A note names the cut of usage that it was made at, and each storage has cuts in words of its own. */
function withoutCuts(evidence: ReleaseEvidence): ReleaseEvidence {
  return { ...evidence, documents: evidence.documents.map((one) => (one.kind === 'note' ? { ...one, contentHash: '' } : one)) }
}

it('the workflow proof comes to its numbers on a server, and to the same evidence as in memory', async () => {
  const evidence = await proveWorkflow(postgres(database.app()))
  expect(evidence.documents.map(({ payable, verdict }) => [payable, verdict])).toEqual([['250', 'verified'], ['7.5', 'verified'], ['110', 'verified'], ['280', 'verified'], ['6', 'verified']])
  expect(evidence.counts).toMatchObject({ accounts: 4, events: 5, documents: 5, ledgerTransactions: 16 })
  expect(withoutCuts(evidence)).toEqual(withoutCuts(await proveWorkflow(memory())))
})
