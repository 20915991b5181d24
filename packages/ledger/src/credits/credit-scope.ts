import type { CreditScope } from './credit-grant.js'

/** What a scope looks at. */
export interface ScopedItem {
  readonly meter?: string
  readonly category?: string
  /** Key of the component. */
  readonly charge?: string
}

/** Whether a grant of this scope pays for an item: it pays for everything without a scope, else for what any entry of any list names. */
export function isInScope(scope: CreditScope | undefined, { meter, category, charge }: ScopedItem): boolean {
  if (scope === undefined) return true
  const names = (list: readonly string[] | undefined, name: string | undefined): boolean => name !== undefined && list?.includes(name) === true
  return names(scope.meters, meter) || names(scope.categories, category) || names(scope.charges, charge)
}

/** Text that two scopes share exactly when they pay for the same. */
export function scopeKey(scope: CreditScope | undefined): string {
  if (scope === undefined) return ''
  return JSON.stringify([scope.meters, scope.categories, scope.charges].map((list) => [...new Set(list ?? [])].sort()))
}
