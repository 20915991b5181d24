import { describe, expect, it } from 'vitest'
import { kinds, type Point } from './point.js'
import { sample } from './sample.js'
import { shrunk, withoutDisks } from './shrunk.js'

const workflow = { name: 'issue', prepare: () => Promise.resolve(), run: () => Promise.resolve() }
const points: readonly Point[] = kinds.flatMap((kind) =>
  Array.from({ length: 40 }, (_, index) => ({ workflow, kind, name: `${kind} ${index}`, attempt: () => Promise.resolve() })),
)
const namesOf = (seed: number, place = seed) => sample(points, seed, place).map(({ name }) => name)

describe('sample', () => {
  it('is decided by its seed', () => {
    expect(namesOf(7)).toEqual(namesOf(7))
    expect(namesOf(7)).not.toEqual(namesOf(8))
  })

  it('has points of every kind, none twice, and the last of each', () => {
    for (const seed of [1, 2, 3]) {
      const names = namesOf(seed, 3 * seed)
      expect(new Set(names).size).toBe(names.length)
      for (const kind of kinds) expect(names).toContain(`${kind} 39`)
    }
  })

  it('takes what is dear of every second workflow, and with the next seed of the others', () => {
    const hasDear = (seed: number, place: number) => namesOf(seed, place).some((name) => /^(?:kill|crash|blackhole) /.test(name))
    for (const [seed, place, expected] of [[1, 1, true], [1, 2, false], [2, 1, false], [2, 2, true]] as const) expect(hasDear(seed, place)).toBe(expected)
  })

  it('reaches every point with enough seeds', () => {
    const reached = new Set(Array.from({ length: 400 }, (_, seed) => namesOf(seed)).flat())
    expect(points.filter(({ name, kind }) => kind === 'drop' && !reached.has(name))).toEqual([])
  })
})

describe('shrunk', () => {
  it('names what has fewer points than recorded, and what has none', () => {
    expect(shrunk({ 'issue drop': 3, 'issue kill': 2 }, { 'issue drop': 3, 'issue kill': 5 })).toEqual([])
    expect(shrunk({ 'issue drop': 3, 'pay drop': 2 }, { 'issue drop': 2 }).map((line) => line.split(':')[0])).toEqual(['issue drop', 'pay drop'])
  })

  it('expects half of the full disks, and no full log, where none can be mounted', () => {
    expect(withoutDisks({ 'issue full': 4, 'issue panic': 2, 'issue drop': 3 })).toEqual({ 'issue full': 2, 'issue drop': 3 })
  })
})
