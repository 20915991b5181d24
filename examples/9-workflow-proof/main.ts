import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from 'farthing/memory'
import { proveWorkflow } from './proof.js'

const { evidence, journal } = await proveWorkflow(memory())
for (const step of evidence.steps) console.log(step)

const folder = join(tmpdir(), 'farthing-workflow-proof')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'release-evidence.json'), `${JSON.stringify(evidence, null, 2)}\n`)
writeFileSync(join(folder, 'book.journal'), journal)
console.log(`${evidence.documents.length} documents verified, ${evidence.ledger.journal}`)
