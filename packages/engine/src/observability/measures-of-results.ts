import type { Measurement } from '@farthing/ports'

/** Counts in the result of an operation, where it has some: by the path to an object of numbers, and what they count. */
const counted: { readonly [operation: string]: { readonly name: string; readonly unit: string; readonly by: string; readonly path?: string } } = {
  'events.ingest': { name: 'farthing.events', unit: '{event}', by: 'farthing.outcome', path: 'counts' },
  'events.ingestOrThrow': { name: 'farthing.events', unit: '{event}', by: 'farthing.outcome', path: 'counts' },
  'events.pull': { name: 'farthing.events', unit: '{event}', by: 'farthing.outcome', path: 'counts' },
  'windows.sealDue': { name: 'farthing.windows', unit: '{window}', by: 'farthing.outcome' },
  'reconciliation.run': { name: 'farthing.reconciliation.records', unit: '{record}', by: 'farthing.record', path: 'checked' },
}

/** Measurements that the result of an operation holds: its numbers, and the lengths of its lists. */
export function measuresOf(operation: string, result: unknown): readonly Measurement[] {
  const row = Object.hasOwn(counted, operation) ? counted[operation] : undefined
  if (row === undefined || typeof result !== 'object' || result === null) return []
  const counts: unknown = row.path === undefined ? result : Reflect.get(result, row.path)
  const measures = typeof counts === 'object' && counts !== null ? Object.entries(counts).flatMap(([name, value]) => measureOf(row, name, value)) : []
  const mismatches: unknown = Reflect.get(result, 'mismatches')
  return Array.isArray(mismatches) ? [...measures, { name: 'farthing.reconciliation.mismatches', kind: 'gauge', unit: '{mismatch}', value: mismatches.length, attributes: {} }] : measures
}

function measureOf({ name, unit, by }: { readonly name: string; readonly unit: string; readonly by: string }, of: string, value: unknown): readonly Measurement[] {
  const count = Array.isArray(value) ? value.length : value
  return typeof count === 'number' && count > 0 ? [{ name, kind: 'counter', unit, value: count, attributes: { [by]: of } }] : []
}
