import { fail, parseInstant, type Instant } from '@farthing/core'
import { checkProgram, type Program, type ProgramStage } from '../pipeline/program.js'
import type { StageTable } from '../pipeline/stage.js'
import { scopeNames, type Bindings, type BindingScope, type Policy, type ProgramBinding } from './binding.js'

/** Whose program is asked for, and when it is to run. */
export interface BindingQuestion extends BindingScope {
  readonly tenant: string
  readonly at: Instant
  /** `subscription` unless given. */
  readonly kind?: 'subscription' | 'account'
}

/** Something that a person should look at. */
export interface BindingWarning {
  /** `policy_not_in_force`: a stage was left out, because its policy has no rules at that time. */
  readonly code: 'policy_not_in_force'
  readonly stage: string
  readonly because: string
}

/** A decision with its reasons, to keep beside what it led to. */
export interface ResolvedProgram {
  /** For `Contract.program`. Absent where nothing is bound: the plan's own program runs. */
  readonly program?: Program
  /** The binding that it comes from. */
  readonly binding?: string
  /** The other bindings of that kind, in the order given, and why each is not it. */
  readonly passed: readonly { readonly binding: string; readonly because: string }[]
  readonly warnings: readonly BindingWarning[]
}

/**
 * The program that is bound to a subscription or an account at an instant: of the bindings that fit, the one with the highest priority, and of
 * those the one for the narrowest scope: an account before a bundle, that before a plan, then plan type, billing period, currency, tenant, everybody. A stage with a
 * policy gets its rules: those of the tenant's own policy of that name, or else of the one for every tenant. Pure. O(bindings + policies).
 *
 * @throws `program.binding_ambiguous` where two bindings or two policies fit alike, `program.policy_unknown`, and what `checkProgram` throws
 */
export function resolveProgram({ bindings, policies = [] }: Bindings, question: BindingQuestion, stages: StageTable): ResolvedProgram {
  const asked = { ...question, at: parseInstant(question.at, { field: 'at' }) }
  const { kind = 'subscription' } = asked
  const ofKind = bindings.filter((binding) => (binding.kind ?? 'subscription') === kind)
  const fitting = ofKind.filter((binding) => whyNot(binding, asked) === undefined)
  const best = fitting.reduce<ProgramBinding | undefined>((before, each) => (before === undefined || isBefore(each, before) ? each : before), undefined)
  const passed = ofKind.filter((each) => each !== best).map((each) => ({ binding: each.id, because: whyNot(each, asked) ?? `gives way to ${best?.id ?? ''}` }))
  if (best === undefined) return { passed, warnings: [] }
  const rival = fitting.find((each) => each !== best && !isBefore(best, each))
  if (rival !== undefined) refuseAmbiguous(`bindings.${rival.id}`, best.id, rival.id)
  const warnings: BindingWarning[] = []
  const filled = best.stages.flatMap((stage): readonly ProgramStage[] => {
    const { policy: name, ...own } = stage
    if (name === undefined) return [own as ProgramStage]
    const policy = policyFor(policies, { name, use: stage.use, stage: stage.id, asked })
    if (policy !== undefined) return [{ ...own, rules: policy.rules }]
    warnings.push({ code: 'policy_not_in_force', stage: stage.id, because: `the policy ${name} has no rules at ${asked.at}` })
    return []
  })
  return { program: checkProgram({ stages: filled }, stages, `bindings.${best.id}`), binding: best.id, passed, warnings }
}

function whyNot({ scope, from, to }: ProgramBinding, asked: BindingQuestion): string | undefined {
  const time = notInForce({ from, to }, asked.at)
  if (time !== undefined) return time
  const other = scopeNames.find((name) => scope[name] !== undefined && scope[name] !== asked[name])
  return other === undefined ? undefined : `is for ${other} ${scope[other] ?? ''}`
}

interface InForce {
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

function notInForce({ from, to }: InForce, at: Instant): string | undefined {
  if (from !== undefined && at < from) return `starts at ${from}`
  return to !== undefined && at >= to ? `ended at ${to}` : undefined
}

function isBefore(a: ProgramBinding, b: ProgramBinding): boolean {
  const [first, second] = [a.priority ?? 0, b.priority ?? 0]
  return first === second ? narrownessOf(a.scope) > narrownessOf(b.scope) : first > second
}

/** Compares as the narrowest name that is given, then as the next one. */
function narrownessOf(scope: BindingScope): number {
  return scopeNames.reduce((sum, name, index) => sum + (scope[name] === undefined ? 0 : 2 ** index), 0)
}

interface PolicyAsked {
  readonly name: string
  readonly use: string
  readonly stage: string
  readonly asked: BindingQuestion
}

function policyFor(policies: readonly Policy[], { name, use, stage, asked }: PolicyAsked): Policy | undefined {
  const field = `bindings.${stage}.policy`
  const named = policies.filter((policy) => policy.name === name && (policy.tenant ?? asked.tenant) === asked.tenant)
  if (named.length === 0) fail('program.policy_unknown', { field, because: `names ${name}`, facts: { policy: name } })
  const inForce = named.filter((policy) => notInForce(policy, asked.at) === undefined)
  const own = inForce.filter(({ tenant }) => tenant !== undefined)
  const [policy, rival] = own.length > 0 ? own : inForce
  if (rival !== undefined) refuseAmbiguous(field, name, name)
  if (policy !== undefined && policy.use !== use) {
    fail('program.invalid', { field, because: `names ${name}, whose rules are for ${policy.use} and not for ${use}`, facts: { policy: name, use: policy.use } })
  }
  return policy
}

function refuseAmbiguous(field: string, one: string, other: string): never {
  return fail('program.binding_ambiguous', { field, because: `fits as well as ${one}`, facts: { one, other } })
}
