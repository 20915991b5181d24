import { describeValue, fail } from '@farthing/core'
import type { Job } from './job.js'
import { accrue } from './work/accrue.js'
import { afterIngest } from './work/after-ingest.js'
import { aggregate } from './work/aggregate.js'
import { budgetScan } from './work/budget-scan.js'
import { chainSeal } from './work/chain-seal.js'
import { correct } from './work/correct.js'
import { deliver } from './work/deliver.js'
import { delinquency } from './work/delinquency.js'
import { fileTaxes } from './work/file-taxes.js'
import { grantExpiry } from './work/grant-expiry.js'
import { holdExpiry } from './work/hold-expiry.js'
import { lowBalance } from './work/low-balance.js'
import { monthEnd } from './work/month-end.js'
import { notices } from './work/notices.js'
import { overdue } from './work/overdue.js'
import { paymentRecovery } from './work/payment-recovery.js'
import { reconcile } from './work/reconcile.js'
import { report } from './work/report.js'
import { retryDeliveries } from './work/retry-deliveries.js'
import { reservationExpiry } from './work/reservation-expiry.js'
import { seal } from './work/seal.js'
import { tellLate } from './work/tell-late.js'

/** Every job, in the order in which one feeds the next. */
const jobs = {
  seal,
  aggregate,
  accrue,
  'budget-scan': budgetScan,
  'low-balance': lowBalance,
  'tell-late': tellLate,
  correct,
  'after-ingest': afterIngest,
  'month-end': monthEnd,
  'hold-expiry': holdExpiry,
  'reservation-expiry': reservationExpiry,
  'payment-recovery': paymentRecovery,
  overdue,
  delinquency,
  notices,
  'file-taxes': fileTaxes,
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
