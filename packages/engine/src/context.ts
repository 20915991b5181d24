import type { AggregationTable, Digest, LatenessPolicy, RoundingPolicy, TenantId } from '@farthing/core'
import type { ZeroLines } from '@farthing/ledger'
import type { Bindings, Catalog, StageTable } from '@farthing/pricing'
import type { Clock, PaymentProvider, Storage } from '@farthing/ports'
import type { ControlContext } from './controls/control-options.js'
import type { SourcePolicies } from './events/source-policy.js'
import type { DocumentContext } from './invoices/document-options.js'
import type { DocumentNumbering } from './invoices/numbering/document-numbering.js'
import type { JobSettings } from './jobs/job-options.js'
import type { ReportingSettings } from './sinks/usage-reporting.js'
import type { WebhookSettings } from './webhooks/webhook-options.js'
import type { CorrectionOptions } from './corrections/correction-options.js'
import type { RetentionSettings } from './retention/retention-options.js'
import type { RefundApproval } from './refunds/refund-approval.js'
import type { SafeObserver } from './observability/safe-observer.js'
import type { FactSource } from './rating/host-facts.js'

/** What every operation of one billing instance works with. */
export interface BillingContext extends DocumentContext, ControlContext {
  readonly catalog: Catalog
  readonly storage: Storage
  readonly clock: Clock
  readonly tenant: TenantId
  /** Who every call is made for; absent where each command says. */
  readonly actor?: string
  /** What every command belongs to that does not say. */
  readonly correlation?: string
  /** Absent where nobody looks on. */
  readonly observer?: SafeObserver
  readonly digest: Digest
  /** The built-in ones and the host's own. */
  readonly aggregations: AggregationTable
  /** The built-in ones and the host's own. */
  readonly stages: StageTable
  /** Absent where each plan's own program runs. */
  readonly programs?: Bindings
  /** Absent where the host gives none. */
  readonly facts?: FactSource
  readonly rounding: RoundingPolicy
  readonly zeroLines: ZeroLines
  readonly refundApproval: RefundApproval
  readonly numbering: Required<DocumentNumbering>
  readonly corrections: Required<CorrectionOptions>
  readonly retention: RetentionSettings
  /** By meter. */
  readonly lateness: ReadonlyMap<string, LatenessPolicy>
  readonly sources: SourcePolicies
  readonly jobs: JobSettings
  readonly reporting: ReportingSettings
  /** Absent where nobody is told by webhook. */
  readonly webhooks?: WebhookSettings
  /** By name. */
  readonly paymentProviders: ReadonlyMap<string, PaymentProvider>
}
