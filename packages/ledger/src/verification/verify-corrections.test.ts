import { builtInStages, defineStage, flat, plan, publishPlan, stageTable } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import type { CorrectionPolicy } from '../corrections/correction-policy.js'
import { failureTextOf } from '../test/failure-text-of.js'
import { sampleBundle, sampleEvents, simplePlan } from '../test/sample-bundles.js'
import { correctedBundle, lateEvents, sampleCorrections } from '../test/sample-corrections.js'
import { checkCorrectionBundle } from './check-correction-bundle.js'
import type { CorrectionBundle } from './correction-bundle.js'
import { recountUsage } from './recount-usage.js'
import { recountedCorrection } from './recounted-correction.js'
import { correctionSealOf } from './seal-parts.js'
import { verifyCorrections } from './verify-corrections.js'

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const resealed = ({ seal: _, ...content }: CorrectionBundle): CorrectionBundle => ({ ...content, seal: correctionSealOf(content) })

function sample(name: string): CorrectionBundle {
  return sampleCorrections[name]?.() ?? expect.fail(`${name} is a sample`)
}

const simple = sample('corrections-simple')
const long = sample('corrections-all-terms')

describe('verifyCorrections', () => {
  it.each(Object.keys(sampleCorrections))('verifies %s, also after a round trip through JSON', (name) => {
    expect(verifyCorrections(copyOf(sample(name)))).toEqual({ verdict: 'verified' })
  })

  it('verifies what comes in late, credit by hand, back to what was invoiced, and void: 53.06, and nothing in the end', () => {
    expect(long.corrections.map(({ correction, note }) => [correction.kind, note?.kind, correction.totals.gross])).toEqual([
      ['rerating', 'supplementary_invoice', '2.42'], ['credit', 'credit_note', '-8.74'], ['rerating', 'credit_note', '-2.36'], ['void', 'credit_note', '-52.01'],
    ])
  })

  it('verifies what was corrected so far', () => {
    const { invoice, corrections } = long
    expect(verifyCorrections(resealed({ ...long, invoice, corrections: corrections.slice(0, 2) }))).toMatchObject({ verdict: 'verified' })
  })

  const forge = (change: (bundle: CorrectionBundle) => void, from = long): CorrectionBundle => {
    const forged = copyOf(from)
    change(forged)
    return forged
  }
  const set = (record: object | undefined, key: string, value: unknown) => void Reflect.set(record ?? {}, key, value)

  it.each<[string, (bundle: CorrectionBundle) => void, string, readonly string[]]>([
    ['the amount of a line', ({ corrections }) => { set(corrections[0]?.correction.delta.lines[1], 'amount', '2.26') }, 'corrections[0].correction.delta.lines[1].amount', ['corrections[0].correction']],
    ['a target', ({ corrections }) => { set(corrections[0]?.correction.target?.totals, 'payable', '1') }, 'corrections[0].correction.target.totals.payable', ['corrections[0].correction']],
    ['the amount of a credit note', ({ corrections }) => { set(corrections[1]?.note?.totals, 'payable', '8.75') }, 'corrections[1].note.totals.payable', ['corrections[1].note']],
    ['its number', ({ corrections }) => { set(corrections[1]?.note, 'number', 'CN-7') }, 'corrections[1].note.documentHash', ['corrections[1].note']],
    ['usage that came in late', ({ corrections }) => { set(corrections[0]?.evidence?.ratings[0]?.facts.usage.find(({ meter }) => meter === 'tokens'), 'state', '9000000') }, 'corrections[0].correction.target.request', ['corrections[0].evidence.ratings[0]']],
    ['the contract', ({ corrections }) => { set(corrections[0]?.evidence?.ratings[0]?.contract.planVersion, 'version', 'f') }, 'corrections[0].evidence.ratings[0].contract.planVersion', ['corrections[0].evidence.ratings[0]']],
    ['what was given up', ({ corrections }) => { set(corrections[1]?.correction.conceded?.[0], 'amount', '1000') }, 'corrections[1].correction.lines[0].amount', ['corrections[1].correction']],
    ['the order', ({ corrections }) => { set(corrections, '0', corrections[1]) }, 'corrections[0].correction', ['corrections[0].correction']],
    ['a figure of the invoice', ({ invoice }) => { set(invoice.evidence.invoice.totals, 'payable', '1') }, 'invoice.totals.payable', ['invoice.invoice']],
    ['the stages', ({ stages }) => { set(stages[0], 'hash', 'f') }, 'stages[0].hash', ['stages']],
  ])('finds a change of %s, with its place', (_, change, path, unsealed) => {
    const verdict = verifyCorrections(forge(change))
    expect(verdict).toMatchObject({ verdict: 'differs', unsealed: expect.arrayContaining([...unsealed]) as unknown })
    expect('path' in verdict && verdict.path).toContain(path)
  })

  it.each<[string, (bundle: CorrectionBundle) => void, string]>([
    ['a credit note that is gone', ({ corrections }) => { Reflect.deleteProperty(corrections[1] ?? {}, 'note') }, 'corrections[1].note'],
    ['a correction that is gone', ({ corrections }) => { set(corrections, 'length', 3); Reflect.apply(Array.prototype.shift, corrections, []) }, 'corrections[0].'],
    ['evidence that is gone', ({ corrections }) => { Reflect.deleteProperty(corrections[0] ?? {}, 'evidence') }, 'corrections[0].evidence'],
    ['something beside', ({ corrections }) => { set(corrections[0], 'extra', 1) }, 'corrections[0].extra'],
    ['another format', (bundle) => { set(bundle, 'format', 'correction-bundle/2') }, 'format'],
    ['a seal without parts', ({ seal }) => { Reflect.deleteProperty(seal, 'parts') }, 'seal'],
  ])('finds %s', (_, change, path) => {
    const verdict = verifyCorrections(forge(change))
    expect(verdict.verdict).toBe('differs')
    expect('path' in verdict && verdict.path).toContain(path)
  })

  it.each<[CorrectionPolicy, string]>([
    [{ charges: 'next_invoice' }, 'next_invoice'],
    [{ minimum: '100' }, 'written_off'],
  ])('verifies a correction without a document, under %j, and finds one that was made up', (policy, outcome) => {
    const bundle = correctedBundle(simple.invoice, simplePlan, [{ kind: 'rerating', events: lateEvents, policy }])
    expect(bundle.corrections).toMatchObject([{ correction: { outcome } }])
    expect(verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
    const made = bundle.corrections.map((each) => ({ ...each, ...(simple.corrections[0]?.note === undefined ? {} : { note: simple.corrections[0].note }) }))
    expect(verifyCorrections(resealed({ ...bundle, corrections: made }))).toMatchObject({ verdict: 'differs', path: 'corrections[0].note' })
  })

  it('shows changed usage where its figures part', () => {
    const forged = forge(({ corrections }) => { set(corrections[0]?.evidence?.ratings[0]?.facts.usage.find(({ meter }) => meter === 'tokens'), 'state', '9000000') }, simple)
    expect(verifyCorrections(forged)).toMatchObject({ verdict: 'differs', path: 'corrections[0].correction.delta.lines[0].amount', unsealed: ['corrections[0].evidence.ratings[0]'] })
  })

  it('finds a figure that was changed and sealed again', () => {
    const forged = forge(({ corrections }) => { set(corrections[1]?.correction.totals, 'gross', '-9') })
    expect(verifyCorrections(resealed(forged))).toMatchObject({ verdict: 'differs', path: 'corrections[1].correction.totals.gross', unsealed: [] })
  })
})

describe('usage of a correction', () => {
  it('is counted again from the events that it knew', () => {
    const recounted = recountedCorrection(simple) ?? expect.fail('it was rated again')
    expect(recountUsage(recounted, lateEvents)).toBeUndefined()
    expect(recountUsage(recounted, sampleEvents)).toMatchObject({ path: expect.stringContaining('ratings[0].facts.usage') as unknown })
    expect(recountedCorrection(long)).toMatchObject({ index: 2, knownAt: { cut: '22' } })
    expect(recountedCorrection({ ...simple, corrections: [] })).toBeUndefined()
  })
})

describe('corrections by a third-party stage', () => {
  const surge = defineStage({
    manifest: { name: 'surge', version: 1, kind: 'amount', scope: 'charge', step: 'discount', facts: [], limits: { charges: 1, effects: 1 } },
    check: () => ({}),
    run: ({ charges }) => ({ effects: charges.map(({ key }) => ({ kind: 'adjust', charge: key, amount: '1', label: 'Surge' })) }),
  })
  const stages = { ...builtInStages, ...stageTable([surge]) }
  const program = { stages: [{ id: 'surge', use: 'surge@1', rules: [{ id: 'surge', config: {} }] }] }
  const own = publishPlan('own', { currency: 'EUR', every: { unit: 'month', count: 1 }, components: plan({ currency: 'EUR', every: 'month' }, { base: flat('49') }).components, program }, undefined, stages)
  const made = correctedBundle(sampleBundle({ plan: own, events: sampleEvents, stages }), own, [{ kind: 'credit' }], { stages })

  it('are verified with it, and unverifiable without, by its name', () => {
    expect(verifyCorrections(made, { stages })).toEqual({ verdict: 'verified' })
    expect(verifyCorrections(made)).toMatchObject({ verdict: 'unverifiable', missing: [{ kind: 'stage', name: 'surge@1' }] })
  })

  it('are checked by their hashes even so', () => {
    const forged = copyOf(made)
    Reflect.set(forged.corrections[0]?.note?.totals ?? {}, 'payable', '1')
    expect(verifyCorrections(resealed(forged))).toMatchObject({ verdict: 'differs', path: 'corrections[0].note.documentHash' })
  })
})

describe('checkCorrectionBundle', () => {
  it('reads a bundle from plain data', () => {
    expect(checkCorrectionBundle(copyOf(long))).toEqual(long)
  })

  const [first] = simple.corrections
  const withFirst = (change: object) => ({ ...simple, corrections: [{ ...first, ...change }] })
  it.each<[string, unknown, string]>([
    ['a list', [], 'bundle'],
    ['the bundle of an invoice', simple.invoice, 'bundle.format'],
    ['no invoice', { ...simple, invoice: undefined }, 'bundle.invoice'],
    ['an invoice of another version', { ...simple, invoice: { ...simple.invoice, format: 'x' } }, 'bundle.invoice.format'],
    ['corrections that are no list', { ...simple, corrections: {} }, 'bundle.corrections'],
    ['a correction that is none', { ...simple, corrections: ['x'] }, 'bundle.corrections[0]'],
    ['a correction of another kind', withFirst({ correction: { ...first?.correction, kind: 'gift' } }), 'bundle.corrections[0].correction.kind'],
    ['a correction without lines', withFirst({ correction: { ...first?.correction, delta: {} } }), 'bundle.corrections[0].correction.delta.lines'],
    ['a note that is none', withFirst({ note: 7 }), 'bundle.corrections[0].note'],
    ['a rating without usage', withFirst({ evidence: { ratings: [{ ...first?.evidence?.ratings[0], facts: {} }] } }), 'bundle.corrections[0].evidence.ratings[0].facts.usage'],
    ['no seal', { ...simple, seal: 1 }, 'bundle.seal'],
  ])('refuses %s by its place', (_, value, field) => {
    expect(failureTextOf(() => checkCorrectionBundle(value))).toBe(`verify.bundle_malformed ${field}`)
  })
})
