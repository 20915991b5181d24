import type { UsageRecord } from '@farthing/core'

const accounts = 1_000
const meters = 5
const secondsPerDay = 86_400
const day = '2026-10-14'

/** Groups that enough records make: 1,000 accounts, 5 meters and 24 hours. */
export const groupsOfDay = accounts * meters * 24

/**
 * Records of one day as a log has them: an ISO time with milliseconds, a decimal with three places; the same ones on each run.
 *
 * They go through JSON, so that their texts are what a parser makes and not ropes of what they were glued from.
 */
export function sampleRecords(count: number, seed = 1): readonly UsageRecord[] {
  const random = randomNumbers(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const lines = Array.from({ length: count }, () => {
    const account = `acct-${String(below(accounts)).padStart(4, '0')}`
    const value = `${below(10_000)}.${String(below(1_000)).padStart(3, '0')}`
    return JSON.stringify({ account, meter: `meter-${below(meters)}`, time: timeOf(below(secondsPerDay), below(1_000)), value })
  })
  return JSON.parse(`[${lines.join(',')}]`) as readonly UsageRecord[]
}

function timeOf(second: number, millisecond: number): string {
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `${day}T${two(second / 3_600)}:${two((second / 60) % 60)}:${two(second % 60)}.${String(millisecond).padStart(3, '0')}Z`
}

/** The linear congruence of Numerical Recipes; its high bits are random enough here. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
