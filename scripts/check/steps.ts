import type { Step } from '../steps/step.js'
import { api } from './steps/api.js'
import { lint } from './steps/lint.js'
import { structure } from './steps/structure.js'
import { types } from './steps/types.js'

/** What `npm run check` runs, and `npm test` as a part of it. */
export const checkSteps: readonly Step[] = [lint, types, structure, api]
