import type { Step } from '../steps/step.js'
import { api } from './steps/api.js'
import { attw } from './steps/attw.js'
import { build } from './steps/build.js'
import { docs } from './steps/docs.js'
import { lint } from './steps/lint.js'
import { pack } from './steps/pack.js'
import { publint } from './steps/publint.js'
import { publish } from './steps/publish.js'
import { size } from './steps/size.js'
import { structure } from './steps/structure.js'
import { types } from './steps/types.js'
import { unused } from './steps/unused.js'

/** What `npm run check` runs, and `npm test` as a part of it; long steps first. */
export const checkSteps: readonly Step[] = [lint, build, types, pack, attw, publint, size, publish, api, structure, unused, docs]
