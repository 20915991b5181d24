import { main } from '../steps/main.js'
import { checkSteps } from './steps.js'

await main(checkSteps)
