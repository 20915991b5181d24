import { addAll } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { acmeBilling, october, tokens } from '../sample-billing.js'
import type { Conservation } from '../../explain/conservation.js'
import { onStorage, type LawSubject } from './law-subject.js'

/** What may come in for one of a few events, at any time of a history: new, repeated, amended, moved out of October, voided, broken, of nobody. */
const report = fc.record({
  id: fc.nat({ max: 12 }),
  revision: fc.nat({ max: 3 }),
  kind: fc.constantFrom('kept', 'kept', 'moved', 'void', 'broken', 'stranger', 'other type'),
  quantity: fc.nat({ max: 2_000_000 }),
})

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ingest' as const), reports: fc.array(report, { maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('seal' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('issue' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write off' as const), place: fc.nat({ max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('correct' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const) }) },
)

function eventOf({ id, revision, kind, quantity }: typeof report extends fc.Arbitrary<infer R> ? R : never) {
  const about = {
    kept: {}, moved: { time: '2026-11-01T12:00:00Z' }, void: { data: null }, broken: { data: { count: '-1' } }, stranger: { subject: 'stranger' }, 'other type': { type: 'api.call' },
  }[kind]
  return tokens(`e${id}`, String(quantity), { revision, ...about })
}

const total = (counts: { readonly [reason: string]: number }) => Object.values(counts).reduce((sum, count) => sum + count, 0)

function assertConserved(row: Conservation): void {
  expect({ row, events: row.billed + total(row.free) + total(row.excluded) }).toEqual({ row, events: row.events })
  expect({ row, invoiced: row.billed + total(row.free) + row.replaced }).toEqual({ row, invoiced: row.invoiced })
}

type SampleBilling = Awaited<ReturnType<typeof acmeBilling>>

async function writeOffOne(billing: SampleBilling, place: number, key: string): Promise<void> {
  const { items } = await billing.events.late(october)
  const late = items[place % Math.max(items.length, 1)]
  if (late === undefined) return
  await billing.events.writeOff({ ...october, key, actor: 'ann', reason: 'goodwill', events: [{ source: late.source, id: late.id }] })
}

async function cancelOne(billing: SampleBilling): Promise<void> {
  const [invoice] = (await billing.invoices.list()).items
  if (invoice !== undefined) await billing.corrections.cancel({ key: 'c', invoice: invoice.id, reason: 'by mistake' })
}

/** The steps of the events on a line take no more than the line has, and all of it where none was replaced since. */
async function assertOnInvoice(billing: SampleBilling, fates: readonly Awaited<ReturnType<SampleBilling['events']['whyNot']>>['fates'][number][]): Promise<void> {
  const [invoice] = (await billing.invoices.list()).items
  const [row] = await billing.events.conservation(october)
  const looks = await billing.corrections.ofInvoice(invoice?.id ?? '')
  if (looks.some(({ correction }) => correction?.kind === 'void')) return
  const evidence = looks.findLast((look) => look.evidence !== undefined)?.evidence ?? (await billing.invoices.evidence(invoice?.id ?? ''))
  const quantities = (evidence?.ratings ?? []).flatMap(({ facts }) => facts.usage.map(({ quantity }) => quantity))
  const units = fates.flatMap((fate) => ('lines' in fate ? fate.lines.flatMap(({ steps = [] }) => steps.map(({ quantity }) => quantity)) : []))
  if (row?.replaced === 0) expect(addAll(units)).toBe(addAll(quantities))
}

/**
 * Every event of a period is billed, free or excluded for one reason, and every event on the invoice is kept or was replaced since.
 * Each history is a storage of its own, of up to 12 steps.
 */
export async function checkConservation(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), (steps) => onStorage(subject, (storage) => assertHistoryConserved(storage, steps))),
    { numRuns },
  )
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function act(billing: SampleBilling, each: Step, key: string): Promise<unknown> {
  if (each.do === 'ingest') return billing.events.ingest(each.reports.map(eventOf))
  if (each.do === 'seal') return billing.usage.seal(october)
  if (each.do === 'issue') return billing.invoices.issue({ ...october, key: 'i' })
  if (each.do === 'correct') return billing.corrections.takeLate()
  if (each.do === 'cancel') return cancelOne(billing)
  return writeOffOne(billing, each.place, key)
}

async function assertHistoryConserved(storage: Storage, steps: readonly Step[]): Promise<void> {
  const billing = await acmeBilling({ storage })
  for (const [index, each] of steps.entries()) await act(billing, each, `w${index}`)
  const rows = await billing.events.conservation(october)
  expect(rows.map(({ meter }) => meter)).toEqual(['tokens'])
  rows.forEach(assertConserved)
  const [row] = rows
  const fates = await Promise.all(Array.from({ length: 13 }, (_, id) => billing.events.whyNot({ source: 'api', id: `e${id}` })))
  const inOctober = fates.filter(({ event }) => event?.type === 'llm.tokens' && event.subject === 'acme' && event.time < '2026-10-31T23:00:00.000000Z').flatMap((answer) => answer.fates)
  expect(inOctober.filter(({ outcome }) => outcome === 'billed')).toHaveLength(row?.billed ?? -1)
  expect(inOctober).toHaveLength(row?.events ?? -1)
  if (row?.invoice !== undefined) await assertOnInvoice(billing, fates.flatMap(({ fates: all }) => all))
}
