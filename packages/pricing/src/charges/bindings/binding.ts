import { fail, parseInstant, type Cadence, type Instant } from '@farthing/core'
import { at, optional, readList, readRecord, readText, type Read } from '../../models/read-fields.js'
import type { ProgramStage } from '../pipeline/program.js'

/** A stage of a bound program: with rules of its own, or with those that a policy has for the tenant. */
export type BoundStage = Pick<ProgramStage, 'id' | 'use' | 'of'> & ({ readonly rules: ProgramStage['rules']; readonly policy?: never } | { readonly policy: string; readonly rules?: never })

/** What a binding is for; what it does not name may be anything. */
export interface BindingScope {
  readonly tenant?: string
  /** What is billed in it: figures of a program have no currency of their own. */
  readonly currency?: string
  /** Billing period: a unit such as `month`, or a number of units such as `3 week`. */
  readonly every?: string
  readonly planType?: string
  readonly plan?: string
  readonly bundle?: string
  readonly account?: string
}

/** Says for whom and when a program runs. */
export interface ProgramBinding {
  readonly id: string
  /** `account` for the program that runs once over all charges of an account; `subscription` unless given. */
  readonly kind?: 'subscription' | 'account'
  readonly scope: BindingScope
  /** The highest wins; 0 unless given. */
  readonly priority?: number
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
  readonly stages: readonly BoundStage[]
}

/** Rules for one stage that several programs share, and that a tenant may have its own of. */
export interface Policy {
  readonly name: string
  /** For this tenant alone; for every tenant without one of its own unless given. */
  readonly tenant?: string
  /** The stage that its rules configure. */
  readonly use: string
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
  readonly rules: ProgramStage['rules']
}

/** What is bound, and the policies that it names. */
export interface Bindings {
  readonly bindings: readonly ProgramBinding[]
  readonly policies?: readonly Policy[]
}

/** From the widest to the narrowest. */
export const scopeNames = ['tenant', 'currency', 'every', 'planType', 'plan', 'bundle', 'account'] as const

/** A billing period as scopes name it. */
export function cadenceText({ unit, count }: Cadence): string {
  return count === 1 ? unit : `${count} ${unit}`
}

const maxEntries = 10_000
const maxStages = 100
const maxRules = 1_000
const maxPriority = 1_000_000

/**
 * Reads bindings and policies from plain data. Stages and their configurations are read when a program is resolved.
 *
 * @throws `catalog.malformed`, `program.invalid` for an id given twice and for a stage with rules and policy or with neither
 */
export function checkBindings(value: unknown, field = 'bindings'): Bindings {
  const fields = readRecord(value, field, ['bindings', 'policies'])
  const place = at(field, 'bindings')
  const bindings = readList(fields.bindings, place, { min: 0, max: maxEntries }).map((each, index) => checkBinding(each, at(place, index)))
  const ids = bindings.map(({ id }) => id)
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index)
  if (repeated >= 0) fail('program.invalid', { field: at(at(place, repeated), 'id'), because: `is ${ids[repeated] ?? ''} a second time` })
  return { bindings, ...optional(fields, 'policies', field, readPolicies) }
}

function checkBinding(value: unknown, field: string): ProgramBinding {
  const fields = readRecord(value, field, ['id', 'kind', 'scope', 'priority', 'from', 'to', 'stages'])
  const place = at(field, 'stages')
  return {
    id: readText(fields.id, at(field, 'id')),
    ...optional(fields, 'kind', field, readKind),
    scope: readScope(fields.scope ?? {}, at(field, 'scope')),
    ...optional(fields, 'priority', field, readPriority),
    ...optional(fields, 'from', field, readInstant),
    ...optional(fields, 'to', field, readInstant),
    stages: readList(fields.stages, place, { min: 0, max: maxStages }).map((stage, index) => checkBoundStage(stage, at(place, index))),
  }
}

function checkBoundStage(value: unknown, field: string): BoundStage {
  const { rules, policy } = readRecord(value, field, ['id', 'use', 'of', 'rules', 'policy'])
  if ((rules === undefined) === (policy === undefined)) fail('program.invalid', { field, because: 'has rules and a policy, or neither' })
  return value as BoundStage
}

const readPolicies: Read<readonly Policy[]> = (value, field) =>
  readList(value, field, { min: 0, max: maxEntries }).map((policy, index) => {
    const place = at(field, index)
    const fields = readRecord(policy, place, ['name', 'tenant', 'use', 'from', 'to', 'rules'])
    return {
      name: readText(fields.name, at(place, 'name')),
      ...optional(fields, 'tenant', place, readText),
      use: readText(fields.use, at(place, 'use')),
      ...optional(fields, 'from', place, readInstant),
      ...optional(fields, 'to', place, readInstant),
      rules: readList(fields.rules, at(place, 'rules'), { min: 1, max: maxRules }) as ProgramStage['rules'],
    }
  })

function readScope(value: unknown, field: string): BindingScope {
  const fields = readRecord(value, field, scopeNames)
  return Object.fromEntries(scopeNames.flatMap((name) => Object.entries(optional(fields, name, field, readText))))
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}

function readKind(value: unknown, field: string): 'subscription' | 'account' {
  if (value === 'subscription' || value === 'account') return value
  return fail('catalog.malformed', { field, because: `is ${JSON.stringify(value)} and not subscription or account` })
}

function readPriority(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxPriority) return value
  return fail('catalog.malformed', { field, because: `is ${JSON.stringify(value)} and not a whole number from 0 to 1,000,000` })
}
