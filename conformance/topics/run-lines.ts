import { absolute, addAll, addDays, instantOfLocal, type CurrencyCode, type Exact, type Interval } from '@farthing/core'
import { amountOf, builtInStages, checkProgram, runProgram, type Carry, type ChargeDraft, type ProgramResult, type ProgramStage } from '@farthing/pricing'

/** A run of stages over lines; what holds unless given is a whole month of 31 days in euros. */
export interface LinesRun {
  readonly stages: readonly ProgramStage[]
  /** Amounts of lines that are priced already, in order. */
  readonly lines?: readonly Exact[]
  /** Or quantities that are not. */
  readonly quantities?: readonly Exact[]
  /** Of the period, of which `days` are billed. */
  readonly periodDays?: number
  readonly days?: number
  /** Whether it is another period than the one before. */
  readonly isNext?: boolean
  readonly continues?: boolean
  readonly currency?: CurrencyCode
  readonly carryIn?: Carry
}

/** Puts lines through stages, as charges of one subscription. */
export function runLines(run: LinesRun): ProgramResult {
  const period = daysFrom(run.isNext === true ? 1 : 0, run.periodDays ?? 31)
  const billed = run.days === undefined ? period : daysFrom(0, run.days)
  const drafts = [
    ...(run.lines ?? []).map((amount, index) => draft(index, billed, { quantity: '0', trail: [{ label: 'Line', quantity: '0', counted: amount, unit: '1', flat: '0', amount }] })),
    ...(run.quantities ?? []).map((quantity, index) => draft(index, billed, { quantity, trail: [] })),
  ]
  return runProgram(
    {
      program: checkProgram({ stages: run.stages }, builtInStages),
      drafts,
      facts: {},
      context: {
        tenant: 'conformance', side: 'retail', account: 'a', subscription: 's', currency: run.currency ?? 'EUR', period, billed, ...(run.continues === true ? { continues: true } : {}),
      },
      carryIn: run.carryIn ?? {},
    },
    { table: builtInStages },
  )
}

/** What a stage took off each line that was given, as a positive figure. */
export function takenBy({ drafts }: ProgramResult, stage: string, lines: readonly unknown[]): readonly Exact[] {
  return drafts.slice(0, lines.length).map(({ adjustments }) => absolute(addAll(adjustments.filter((adjustment) => adjustment.stage === stage).map(({ amount }) => amount))))
}

/** What the charges that a stage added come to. */
export function addedBy({ drafts }: ProgramResult, stage: string): Exact {
  return addAll(drafts.filter(({ component }) => component === stage).map(amountOf))
}

function draft(index: number, billed: Interval, others: Pick<ChargeDraft, 'quantity' | 'trail'>): ChargeDraft {
  const key = `line ${String(index).padStart(4, '0')}`
  return { key, component: key, dimensions: {}, meter: 'usage', ...billed, billing: 'arrears', measured: others.quantity, allowances: [], adjustments: [], model: 'per_unit@1', stages: [], ...others }
}

function daysFrom(start: number, days: number): Interval {
  const first = addDays('2026-01-01', 400 * start)
  return { from: instantOfLocal(first, 'UTC'), to: instantOfLocal(addDays(first, days), 'UTC') }
}
