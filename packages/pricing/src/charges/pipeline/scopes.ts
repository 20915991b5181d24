import { compareBytes, type Json } from '@farthing/core'
import type { ChargeDraft } from './charge-draft.js'
import type { StageScope } from './manifest.js'
import { isSelected, type ChargeSelector } from './select-charges.js'

export type DraftsByKey = Map<string, ChargeDraft>

/** What one run of a stage is handed. */
export interface Scope {
  /** Component and dimensions of the charge, or the component; null for all. */
  readonly key: Json
  /** In byte order of their keys. */
  readonly charges: readonly ChargeDraft[]
}

/**
 * Fans a stage out: one scope for each selected charge, for each component with a selected charge, or a single one with all of them,
 * which exists without any charge too. Scopes are in byte order.
 */
export function scopesOf(drafts: DraftsByKey, scope: StageScope, of: ChargeSelector | undefined): readonly Scope[] {
  const selected = [...drafts.values()].filter((draft) => isSelected(draft, of)).sort((a, b) => compareBytes(a.key, b.key))
  if (scope === 'charge') return selected.map((draft) => ({ key: [draft.component, draft.dimensions], charges: [draft] }))
  if (scope !== 'component') return [{ key: null, charges: selected }]
  const components = [...new Set(selected.map(({ component }) => component))].sort(compareBytes)
  return components.map((component) => ({ key: component, charges: selected.filter((draft) => draft.component === component) }))
}
