import { parseArgs } from 'node:util'
import { main } from '../steps/main.js'
import { stepOptions } from '../steps/step-options.js'
import { checkSteps } from './steps.js'

/* npm run check -- [--only STEP,…] [--update] */

await main(() => ({ steps: checkSteps, values: parseArgs({ options: stepOptions }).values }))
