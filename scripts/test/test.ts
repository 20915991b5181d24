import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkSteps } from '../check/steps.js'
import { main } from '../steps/main.js'
import { stepOptions } from '../steps/step-options.js'
import { conformance } from './steps/conformance.js'
import { packed } from './steps/packed.js'
import { unit } from './steps/unit.js'

/*
 * npm test [-- [--only STEP,…] [--vectors FOLDER] [--traces FOLDER]]
 * Conformance vectors and real usage traces are not in the repository; their steps run when a folder is named.
 */

await main(() => {
  const options = { ...stepOptions, vectors: { type: 'string' }, traces: { type: 'string' } } as const
  const { values } = parseArgs({ options })
  const vectors = values.vectors === undefined ? [] : [conformance(resolve(values.vectors))]
  // The longest step first: the others run beside it.
  return { steps: [unit, ...checkSteps, packed, ...vectors], values }
})
