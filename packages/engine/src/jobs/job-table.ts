import { describeValue, fail } from '@farthing/core'
import type { Job } from './job.js'
import { accrue } from './work/accrue.js'
import { aggregate } from './work/aggregate.js'
import { chainSeal } from './work/chain-seal.js'
import { correct } from './work/correct.js'
import { deliver } from './work/deliver.js'
import { grantExpiry } from './work/grant-expiry.js'
import { holdExpiry } from './work/hold-expiry.js'
import { monthEnd } from './work/month-end.js'
import { overdue } from './work/overdue.js'
import { paymentRecovery } from './work/payment-recovery.js'
import { reconcile } from './work/reconcile.js'
import { report } from './work/report.js'
import { retryDeliveries } from './work/retry-deliveries.js'
import { seal } from './work/seal.js'

/** Every job, in the order in which one feeds the next. */
const jobs = {
  seal,
  aggregate,
  accrue,
  correct,
  'month-end': monthEnd,
  'hold-expiry': holdExpiry,
  'payment-recovery': paymentRecovery,
  overdue,
  report,
  'retry-deliveries': retryDeliveries,
  deliver,
  'grant-expiry': grantExpiry,
  'chain-seal': chainSeal,
  reconcile,
} as const satisfies { readonly [name: string]: Job }

export type JobName = keyof typeof jobs

export const jobNames = /* @__PURE__ */ Object.keys(jobs) as readonly JobName[]

/** @throws `job.unknown` */
export function jobNamed(name: JobName): Job {
  if (!Object.hasOwn(jobs, name)) fail('job.unknown', { field: 'job', because: `is ${describeValue(name)}`, facts: { jobs: jobNames } })
  return jobs[name]
}
