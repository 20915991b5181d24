import { describe, expect, it } from 'vitest'
import { correctionOf } from './correction-of.js'
import { checkReleases, type PlanRelease } from './plan-release.js'
import { versionAt } from './version-at.js'
import { versionToSell } from './version-to-sell.js'

const on = (date: string) => `${date}T00:00:00.000000Z`
const spring = { version: 'v1', effectiveFrom: on('2026-03-01') }
const autumn = { version: 'v2', effectiveFrom: on('2026-09-01') }
const fixed = { version: 'v1a', effectiveFrom: spring.effectiveFrom, corrects: 'v1', reason: 'the second tier was a digit short' }
const fixedAgain = { version: 'v1b', effectiveFrom: spring.effectiveFrom, corrects: 'v1a', reason: 'so was the third' }
const releases: readonly PlanRelease[] = [spring, autumn, fixed, fixedAgain]

describe('versionAt', () => {
  it.each([
    ['from its first instant', on('2026-03-01'), 'v1b', 'v1'],
    ['until the next one', '2026-08-31T23:59:59.999999Z', 'v1b', 'v1'],
    ['the next one, without an end', on('2036-09-01'), 'v2', 'v2'],
  ])('is a release %s', (_, at, version, asReleased) => {
    expect(versionAt(releases, at).version).toBe(version)
    expect(versionAt(releases, at, { asReleased: true }).version).toBe(asReleased)
  })

  it('is none before the first, and where there is none', () => {
    expect(() => versionAt(releases, on('2026-02-28'))).toThrow(expect.objectContaining({ code: 'plan.version_not_effective', field: 'at' }))
    expect(() => versionAt([], on('2026-02-28'))).toThrow(expect.objectContaining({ code: 'plan.version_unpublished' }))
  })
})

describe('correctionOf', () => {
  it('follows a chain to its end', () => {
    expect(['v1', 'v1a', 'v1b', 'v2', 'v3'].map((version) => correctionOf(releases, version)?.version)).toEqual(['v1b', 'v1b', undefined, undefined, undefined])
  })
})

describe('versionToSell', () => {
  it('is the one in effect, also when it is asked for', () => {
    expect(versionToSell(releases, { at: on('2026-10-01') })).toEqual(autumn)
    expect(versionToSell(releases, { at: on('2026-10-01'), planVersion: 'v2' })).toEqual(autumn)
  })

  it.each([
    ['one that was never released', 'v9', on('2026-10-01'), 'plan.version_unpublished'],
    ['one that is not in effect yet', 'v2', on('2026-08-31'), 'plan.version_not_effective'],
    ['one that another has followed', 'v1', on('2026-10-01'), 'plan.version_superseded'],
    ['one that another corrects', 'v1', on('2026-04-01'), 'plan.version_superseded'],
  ])('refuses %s', (_, version, at, code) => {
    expect(() => versionToSell(releases, { at, planVersion: version })).toThrow(expect.objectContaining({ code, field: 'planVersion' }))
  })

  it('names what to take instead', () => {
    expect(() => versionToSell(releases, { at: on('2026-10-01'), planVersion: 'v1' })).toThrow(expect.objectContaining({ facts: { version: 'v1', current: 'v2' } }))
  })
})

describe('checkReleases', () => {
  it.each<[string, readonly unknown[], string, string]>([
    ['one for the past', [autumn, spring], 'plan.release_invalid', 'releases[1].effectiveFrom'],
    ['two for one instant', [spring, { ...autumn, effectiveFrom: spring.effectiveFrom }], 'plan.release_invalid', 'releases[1].effectiveFrom'],
    ['a correction of what was not released', [spring, { ...fixed, corrects: 'v0' }], 'plan.release_invalid', 'releases[1].corrects'],
    ['a correction for another time', [spring, { ...fixed, effectiveFrom: autumn.effectiveFrom }], 'plan.release_invalid', 'releases[1].corrects'],
    ['a second correction of one version', [spring, fixed, { ...fixed, version: 'v1c' }], 'plan.release_invalid', 'releases[2].corrects'],
    ['a version that corrects itself', [spring, { ...fixed, version: 'v1' }], 'plan.release_invalid', 'releases[1].corrects'],
    ['a correction without a reason', [spring, { version: 'v1a', effectiveFrom: spring.effectiveFrom, corrects: 'v1' }], 'plan.release_invalid', 'releases[1].reason'],
    ['a local date', [{ ...spring, effectiveFrom: '2026-03-01' }], 'time.malformed', 'releases[0].effectiveFrom'],
    ['an end', [{ ...spring, effectiveTo: on('2026-09-01') }], 'catalog.malformed', 'releases[0].effectiveTo'],
  ])('%s is refused', (_, wrong, code, field) => {
    expect(() => checkReleases(wrong)).toThrow(expect.objectContaining({ code, field }))
  })
})
