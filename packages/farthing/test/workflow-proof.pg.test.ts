import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { proveWorkflow } from '../../../examples/9-workflow-proof/proof.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()

it('the workflow proof comes to its numbers on a server', async () => {
  const { documents, ledger, counts } = await proveWorkflow(postgres(database.app()))
  expect(documents.map(({ payable, verdict }) => [payable, verdict])).toEqual([['250', 'verified'], ['7.5', 'verified'], ['110', 'verified'], ['280', 'verified'], ['6', 'verified']])
  expect(counts).toMatchObject({ accounts: 4, events: 5, documents: 5, ledgerTransactions: 16 })
  expect(ledger).toMatchObject({ verified: true, sequence: 16 })
})
