import type { Bench, Figure } from './bench.js'
import { billedMonth } from './corrections/billed-month.js'
import { invoicedMonth, type Measured } from './corrections/sample-period.js'
import { alternating, median } from './metering/measure.js'

const rounds = 41
const small = 10_000
/** States of one size for any number of events; those of `unique` grow with them, so it is measured where they still fit. */
const sizes: { readonly [measured in Measured]: number } = { count: 10_000_000, sum: 10_000_000, avg: 10_000_000, max: 10_000_000, unique: 90_000 }

/**
 * One late event in an invoiced month of 2,976 quarter hours: aggregated, merged into the sealed usage, rated, assembled, compared with what is billed. By the number of events
 * that the month has, in turns, and by the aggregation.
 */
export const bench: Bench = async () => [...(Object.keys(sizes) as Measured[]).flatMap(figures), ...(await engineFigures('none')), ...(await engineFigures('merkle'))]

const engineRounds = 21
const engineMany = 1_000_000

/** The same by `billing.corrections.takeLate` over events in memory: it finds the event, measures what it changes, and keeps a correction with its document. With
 * evidence a late event costs the events of its quarter hour, whose root is made anew. */
async function engineFigures(evidence: 'merkle' | 'none'): Promise<readonly Figure[]> {
  const months = { few: await billedMonth(small, evidence), most: await billedMonth(engineMany, evidence) }
  const seconds = { few: [] as number[], most: [] as number[] }
  for (let round = 0; round < engineRounds + 3; round += 1) {
    for (const name of ['few', 'most'] as const) {
      await months[name].arrive()
      const before = process.cpuUsage()
      await months[name].correct()
      const { user, system } = process.cpuUsage(before)
      if (round >= 3) seconds[name].push((user + system) / 1e6)
    }
  }
  const what = `takeLate, evidence ${evidence}`
  const [a, b] = [median(seconds.few), median(seconds.most)]
  return [
    { name: `${what}: one late event among ${small}`, value: a * 1_000, unit: 'ms of processor' },
    { name: `${what}: one late event among ${engineMany}`, value: b * 1_000, unit: 'ms of processor' },
    { name: `${what}: ${engineMany} / ${small}`, value: b / a, unit: '×' },
  ]
}

function figures(measured: Measured): readonly Figure[] {
  const many = sizes[measured]
  const [few, most] = [invoicedMonth(measured, small), invoicedMonth(measured, many)]
  for (const month of [few, most]) if (month.correct().correction === undefined) throw new Error(`a late event changes nothing for ${measured}`)
  const { little, much } = alternating({ warmUps: 5, rounds }, { little: () => few.correct(), much: () => most.correct() })
  const [a, b] = [little, much].map((timings) => median(timings.map(({ processor }) => processor)))
  return [
    { name: `${measured}: one late event among ${small}`, value: (a ?? 0) * 1_000, unit: 'ms of processor' },
    { name: `${measured}: one late event among ${many}`, value: (b ?? 0) * 1_000, unit: 'ms of processor' },
    { name: `${measured}: ${many} / ${small}`, value: (b ?? 0) / (a ?? 1), unit: '×' },
  ]
}
