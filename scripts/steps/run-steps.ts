import { availableParallelism } from 'node:os'
import type { Step, StepOptions, StepResult } from './step.js'

export interface Totals {
  readonly passed: number
  readonly failed: number
}

/**
 * Runs steps, as many at a time as there are processors (two at least), each after the steps that it needs.
 * A step whose need failed is not run and counts as failed: nothing is skipped in silence.
 */
export async function runSteps(steps: readonly Step[], options: StepOptions): Promise<Totals> {
  const results = new Map<string, Promise<StepResult>>()
  const slots = createSlots(Math.max(2, availableParallelism()))
  for (const step of steps) {
    const needs = (step.needs ?? []).map((name) => resultOf(results, step, name))
    results.set(step.name, runStep(step, needs, slots, options))
  }
  const all = await Promise.all(results.values())
  return {
    passed: all.reduce((sum, result) => sum + result.passed, 0),
    failed: all.reduce((sum, result) => sum + result.failed, 0),
  }
}

function resultOf(results: ReadonlyMap<string, Promise<StepResult>>, step: Step, need: string): Promise<StepResult> {
  const result = results.get(need)
  if (result === undefined) throw new Error(`Step ${step.name} needs ${need}, which does not stand before it`)
  return result
}

async function runStep(
  step: Step,
  needs: readonly Promise<StepResult>[],
  slots: Slots,
  options: StepOptions,
): Promise<StepResult> {
  const needed = await Promise.all(needs)
  if (needed.some((result) => result.failed > 0)) {
    return report(step, { passed: 0, failed: 1, summary: 'not run, because a step that it needs failed' }, 0)
  }
  await slots.take()
  const startedAt = performance.now()
  try {
    return report(step, await step.run(options), performance.now() - startedAt)
  } catch (error) {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return report(step, { passed: 0, failed: 1, summary: 'the step itself broke', details }, performance.now() - startedAt)
  } finally {
    slots.give()
  }
}

function report(step: Step, result: StepResult, elapsedMs: number): StepResult {
  const mark = result.failed === 0 ? '✓' : '✗'
  console.log(`${mark} ${step.name.padEnd(10)} ${(elapsedMs / 1000).toFixed(1).padStart(6)} s  ${result.summary}`)
  if (result.failed > 0 && result.details !== undefined) console.log(indent(result.details.trimEnd()))
  return result
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}

interface Slots {
  take(): Promise<void>
  give(): void
}

function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  return {
    take: () => {
      if (free === 0) return new Promise((resolve) => waiting.push(resolve))
      free -= 1
      return Promise.resolve()
    },
    give: () => {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}
