import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { proveWorkflow } from '../../../examples/9-workflow-proof/proof.js'
import type { ReleaseEvidence } from '../../../examples/9-workflow-proof/release-evidence.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()

/** A note names the cut of usage that it was made at, and each storage has cuts in words of its own. */
function withoutCuts(evidence: ReleaseEvidence): ReleaseEvidence {
  return { ...evidence, documents: evidence.documents.map((one) => (one.kind === 'note' ? { ...one, contentHash: '' } : one)) }
}

it('the workflow proof comes to its numbers on a server, and to the same evidence as in memory', async () => {
  const { evidence, journal } = await proveWorkflow(postgres(database.app()))
  expect(evidence.documents.map(({ payable, verdict }) => [payable, verdict])).toEqual([['250', 'verified'], ['7.5', 'verified'], ['110', 'verified'], ['280', 'verified'], ['6', 'verified']])
  expect(evidence.counts).toMatchObject({ accounts: 4, events: 5, documents: 5, ledgerTransactions: 17, refusals: 2 })
  expect(evidence.reconciliation.mismatches).toBe(0)
  expect(evidence.versions.plans.map(({ plan }) => plan)).toEqual(['dollars', 'retail', 'wholesale'])
  const inMemory = await proveWorkflow(memory())
  expect(withoutCuts(evidence)).toEqual(withoutCuts(inMemory.evidence))
  expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence)

  // Where hledger is not installed, the rules that the example knows of it have been checked, and nothing else.
  const { error, status, stderr } = spawnSync('hledger', ['-f', '-', '-s', 'check', 'accounts', 'balancednoautoconversion', 'assertions', 'ordereddates'], { input: journal, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  if (error === undefined) expect([status, stderr]).toEqual([0, ''])
})
