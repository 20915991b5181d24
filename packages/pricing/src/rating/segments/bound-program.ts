import type { Instant, TenantId } from '@farthing/core'
import { builtInStages } from '../../adjustments/built-in-stages.js'
import type { PlanVersion } from '../../catalog/publish-plan.js'
import { cadenceText, type Bindings, type BindingScope } from '../../charges/bindings/binding.js'
import { resolveProgram, type BindingWarning } from '../../charges/bindings/resolve-program.js'
import type { StageTable } from '../../charges/pipeline/stage.js'
import type { Contract } from '../contract.js'

/** What a contract says of the program that is bound to it; nothing where none is. */
export type BoundProgram = Pick<Contract, 'program' | 'binding'>

/** Whose program is asked for. */
export interface BoundParty {
  readonly tenant: TenantId
  /** Who pays. */
  readonly account: string
  readonly bindings?: Bindings
}

/** The program that is bound to a plan of a tenant at an instant. @throws what `resolveProgram` throws */
export function boundProgram(
  { bindings, ...party }: BoundParty,
  planVersion: PlanVersion,
  at: Instant,
  { stages = builtInStages }: { readonly stages?: StageTable },
): BoundProgram & { readonly warnings: readonly BindingWarning[] } {
  if (bindings === undefined) return { warnings: [] }
  const { program, binding, warnings } = resolveProgram(bindings, { ...party, ...scopeOf(planVersion), at }, stages)
  return { ...(program === undefined ? {} : { program }), ...(binding === undefined ? {} : { binding }), warnings }
}

/** A bundle is subscribed to as a plan of its name. */
function scopeOf({ plan, content: { type, currency, every } }: PlanVersion): BindingScope {
  const kind = type === undefined ? {} : { planType: type }
  return { plan, currency, every: cadenceText(every), ...kind, ...(type === 'bundle' ? { bundle: plan } : {}) }
}
