import { checkSteps } from '../check/steps.js'
import { main } from '../steps/main.js'
import { unit } from './steps/unit.js'

// The longest step first: the others run beside it.
await main([unit, ...checkSteps])
