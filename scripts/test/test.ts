import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkSteps } from '../check/steps.js'
import { main } from '../steps/main.js'
import { stepOptions } from '../steps/step-options.js'
import { conformance } from './steps/conformance.js'
import { examples } from './steps/examples.js'
import { packed } from './steps/packed.js'
import { torture } from './steps/torture.js'
import { traces } from './steps/traces.js'
import { postgres, unit } from './steps/unit.js'

/*
 * npm test [-- [--only STEP,…] [--vectors FOLDER] [--traces FOLDER]]
 * Conformance vectors and real usage traces are not in the repository; their steps run when a folder is named.
 */

await main(() => {
  const options = { ...stepOptions, vectors: { type: 'string' }, traces: { type: 'string' } } as const
  const { values } = parseArgs({ options })
  const given = [
    ...(values.vectors === undefined ? [] : [conformance(resolve(values.vectors))]),
    ...(values.traces === undefined ? [] : [traces(resolve(values.traces))]),
  ]
  // The longest step first: the others run beside it.
  return { steps: [unit, ...checkSteps, postgres, packed, torture, examples, ...given], values }
})
