import { add, addAll, canonicalJson, compare, describeValue, fail, multiply, negate, signOf, subtract, type Exact } from '@farthing/core'
import type { ChargePart } from '../../models/charge-part.js'
import type { StageRef } from '../charge-adjustment.js'
import { amountOf, type ChargeDraft } from './charge-draft.js'
import type { Manifest, StageKind } from './manifest.js'
import type { DraftsByKey } from './scopes.js'
import type { AddEffect, PriceEffect, StageContext, StageEffect } from './stage.js'

export interface EffectTarget {
  /** All drafts of the program; changed. */
  readonly drafts: DraftsByKey
  /** Those that the stage was handed, and may change. */
  readonly handed: readonly ChargeDraft[]
  readonly manifest: Manifest
  readonly ref: StageRef
  readonly rule: string
  readonly context: StageContext
}

const allowed: { readonly [kind in StageKind]: readonly StageEffect['kind'][] } = {
  quantity: ['allow'],
  price: ['price', 'add'],
  amount: ['adjust', 'add', 'group'],
}

/**
 * Carries out what a stage answered, in order. Nothing is clamped: an effect that its kind does not allow, that names a charge that the
 * stage was not handed, or that takes more than is left, is refused with everything that came with it.
 *
 * @throws `stage.effect_refused`, `stage.over_discounted`
 */
export function applyEffects(effects: readonly StageEffect[], target: EffectTarget): void {
  const handed = new Set(target.handed.map(({ key }) => key))
  effects.forEach((effect, index) => {
    const field = `program.${target.ref.id}.effects[${index}]`
    refuseOtherKind(effect, target, field)
    if (effect.kind === 'add') {
      const added = addedDraft(effect, target, field)
      if (target.drafts.has(added.key)) refuse(field, 'adds a charge that is there already', { charge: added.key })
      target.drafts.set(added.key, added)
      return
    }
    const draft = target.drafts.get(effect.charge)
    if (draft === undefined || !handed.has(effect.charge)) return refuse(field, `names the charge ${describeValue(effect.charge)}, which it was not handed`, {})
    target.drafts.set(draft.key, { ...changed(draft, effect, target, field), stages: withRef(draft.stages, target.ref) })
  })
}

function refuseOtherKind(effect: StageEffect, { manifest, ref }: EffectTarget, field: string): void {
  const kinds = manifest.scope === 'account' ? ['add'] : allowed[manifest.kind]
  if (kinds.includes(effect.kind)) return
  refuse(field, `is ${describeValue(effect.kind)}, and ${ref.use} answers with ${kinds.join(', ')} only`, { use: ref.use })
}

function changed(draft: ChargeDraft, effect: Exclude<StageEffect, AddEffect>, { ref, rule }: EffectTarget, field: string): ChargeDraft {
  const { id: stage } = ref
  switch (effect.kind) {
    case 'allow': {
      const { quantity, label, source } = effect
      if (signOf(quantity) <= 0) refuse(field, `allows ${quantity}, which is not above 0`, { quantity })
      if (compare(quantity, draft.quantity) > 0) refuse(field, `allows ${quantity} of ${draft.quantity} that are left`, { quantity, left: draft.quantity })
      return { ...draft, quantity: subtract(draft.quantity, quantity), allowances: [...draft.allowances, { stage, rule, label, quantity, ...(source === undefined ? {} : { source }) }] }
    }
    case 'price':
      return priced(draft, effect, ref, field)
    case 'adjust': {
      const { amount, label } = effect
      refuseOverDiscount(draft, amount, field)
      return { ...draft, adjustments: [...draft.adjustments, { stage, rule, label, amount: add(amount, '0') }] }
    }
    case 'group':
      return { ...draft, group: effect.group }
  }
}

function priced(draft: ChargeDraft, { parts, own }: PriceEffect, { id, use }: StageRef, field: string): ChargeDraft {
  if (draft.trail.length > 0) refuse(field, `prices ${draft.key}, which ${draft.model} priced already`, { charge: draft.key, stage: id })
  checkParts(parts, field)
  const total = addAll(parts.map(({ quantity }) => quantity))
  if (compare(total, draft.quantity) !== 0) refuse(field, `prices ${total} of ${draft.quantity} that are left`, { priced: total, left: draft.quantity })
  const free = draft.allowances.map(({ label, quantity }): ChargePart => ({ label, quantity, unit: '0', flat: '0', amount: '0' }))
  return { ...draft, trail: [...free, ...parts], model: own === true ? use : modelOf(draft, use) }
}

/** A price is named by its model, whichever producer applied it. */
function modelOf({ price, model }: ChargeDraft, use: string): string {
  return price === undefined || model === '' ? use : model
}

function checkParts(parts: readonly ChargePart[], field: string): void {
  if (parts.length === 0) refuse(field, 'has no parts', {})
  parts.forEach(({ label, quantity, counted = quantity, unit, flat, amount }, index) => {
    const expected = add(multiply(counted, unit), flat)
    if (compare(amount, expected) !== 0) refuse(`${field}.parts[${index}]`, `${describeValue(label)} costs ${amount}, but counted × unit + flat is ${expected}`, { amount, expected })
  })
}

function refuseOverDiscount(draft: ChargeDraft, amount: Exact, field: string): void {
  const before = amountOf(draft)
  const after = add(before, amount)
  if (signOf(before) >= 0 ? signOf(after) >= 0 : signOf(after) <= 0) return
  const facts = { charge: draft.key, left: before, discount: negate(amount) }
  fail('stage.over_discounted', { field, because: `takes ${negate(amount)} off ${draft.key}, of which ${before} is left`, facts })
}

function addedDraft(effect: AddEffect, { drafts, ref, rule, context }: EffectTarget, field: string): ChargeDraft {
  const { kind: _, name, parts, label, billing = 'arrears', target, ...hints } = effect
  const dimensions = { rule, ...(name === undefined ? {} : { name }) }
  checkParts(parts, field)
  const unknown = target?.of.find((key) => !drafts.has(key))
  if (unknown !== undefined) refuse(field, `has a target of the charge ${describeValue(unknown)}, which is not there`, { charge: unknown })
  const quantity = addAll(parts.map((part) => part.quantity))
  return {
    ...context.billed,
    key: canonicalJson([ref.id, dimensions]),
    component: ref.id,
    dimensions,
    label,
    billing,
    ...hints,
    measured: quantity,
    quantity,
    allowances: [],
    trail: parts,
    adjustments: [],
    ...(target === undefined ? {} : { target }),
    model: ref.use,
    stages: [ref],
  }
}

function withRef(stages: readonly StageRef[], ref: StageRef): readonly StageRef[] {
  return stages.some(({ id }) => id === ref.id) ? stages : [...stages, ref]
}

function refuse(field: string, because: string, facts: { readonly [name: string]: string }): never {
  return fail('stage.effect_refused', { field, because, facts })
}
