import type { Instant, TenantId } from '@farthing/core'
import { builtInStages } from '../../adjustments/built-in-stages.js'
import type { PlanVersion } from '../../catalog/publish-plan.js'
import type { Bindings } from '../../charges/bindings/binding.js'
import { resolveProgram, type BindingQuestion, type BindingWarning } from '../../charges/bindings/resolve-program.js'
import type { StageTable } from '../../charges/pipeline/stage.js'
import type { Contract } from '../contract.js'

/** What a contract says of the program that is bound to it; nothing where none is. */
export type BoundProgram = Pick<Contract, 'program' | 'binding'>

interface BoundParty {
  readonly tenant: TenantId
  readonly bindings?: Bindings
}

/** The program that is bound to a plan of a tenant at an instant. @throws what `resolveProgram` throws */
export function boundProgram(
  { tenant, bindings }: BoundParty,
  planVersion: PlanVersion,
  at: Instant,
  { stages = builtInStages }: { readonly stages?: StageTable },
): BoundProgram & { readonly warnings: readonly BindingWarning[] } {
  if (bindings === undefined) return { warnings: [] }
  const { program, binding, warnings } = resolveProgram(bindings, questionOf(tenant, planVersion, at), stages)
  return { ...(program === undefined ? {} : { program }), ...(binding === undefined ? {} : { binding }), warnings }
}

/** A bundle is subscribed to as a plan of its name. */
function questionOf(tenant: TenantId, { plan, content: { type } }: PlanVersion, at: Instant): BindingQuestion {
  return { tenant, plan, at, ...(type === undefined ? {} : { planType: type }), ...(type === 'bundle' ? { bundle: plan } : {}) }
}
