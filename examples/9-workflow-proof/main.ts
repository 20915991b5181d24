import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { memory } from 'farthing/memory'
import { migrate, postgres } from 'farthing/postgres'
import { proveWorkflow, type ReleaseEvidence } from './proof.js'

// PostgreSQL in this process; the tests run the same on a server.
const database = await PGlite.create()
await migrate({ client: database })

const inMemory = await proveWorkflow(memory())
const onPostgres = await proveWorkflow(postgres({ client: database }, { acceptUnsafe: ['fsync'] }))
await database.close()

for (const step of inMemory.steps) console.log(step)
// A note names the cut of usage that it was made at, and each storage has cuts in words of its own.
const comparable = (evidence: ReleaseEvidence) => JSON.stringify({ ...evidence, documents: evidence.documents.map((one) => (one.kind === 'note' ? { ...one, contentHash: '' } : one)) })
console.log(`memory and PostgreSQL come to the same: ${comparable(inMemory) === comparable(onPostgres)}`)

const folder = join(tmpdir(), 'farthing-workflow-proof')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'release-evidence.json'), `${JSON.stringify(onPostgres, null, 2)}\n`)
console.log(`${inMemory.documents.length} documents verified, ${inMemory.ledger.journal}`)
