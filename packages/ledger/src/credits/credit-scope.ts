import type { CreditScope } from './credit-grant.js'

/** What a scope looks at. */
export interface ScopedItem {
  readonly meter?: string
  readonly category?: string
  /** Key of the component. */
  readonly charge?: string
}

/** Whether a grant of this scope pays for an item: it pays for everything without a scope, else for what any entry of any list names. */
export function isInScope(scope: CreditScope | undefined, item: ScopedItem): boolean {
  return scopeTest(scope)(item)
}

/** {@link isInScope} for many items. */
export function scopeTest(scope: CreditScope | undefined): (item: ScopedItem) => boolean {
  if (scope === undefined) return () => true
  const [meters, categories, charges] = [scope.meters, scope.categories, scope.charges].map((list) => new Set<string | undefined>(list))
  return ({ meter, category, charge }) => meters?.has(meter) === true || categories?.has(category) === true || charges?.has(charge) === true
}

/** Text that two scopes share exactly when they pay for the same. */
export function scopeKey(scope: CreditScope | undefined): string {
  if (scope === undefined) return ''
  return JSON.stringify([scope.meters, scope.categories, scope.charges].map((list) => [...new Set(list ?? [])].sort()))
}
