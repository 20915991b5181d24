import { join } from 'node:path'
import { addAll, compare, type Exact } from '@farthing/core'
import type { Step } from '../../steps/step.js'
import { runSource } from '../../workspace/run-source.js'

/** The sums of the token columns of the published traces, which `examples/2-llm-tokens` names. */
const totals = [
  { file: 'AzureLLMInferenceTrace_conv.csv', context: '22361870', generated: '4088665' },
  { file: 'AzureLLMInferenceTrace_code.csv', context: '18059974', generated: '245896' },
] as const

interface Bill {
  readonly usage: readonly { readonly meter: string; readonly quantity: Exact }[]
  readonly invoices: readonly unknown[]
}

/** `examples/2-llm-tokens` on the real traces in a folder: every token is metered once. */
export function traces(folder: string): Step {
  return {
    name: 'traces',
    async run() {
      const problems = (await Promise.all(totals.map((total) => billTrace(folder, total)))).flat()
      const failed = new Set(problems.map(({ file }) => file)).size
      const details = problems.map(({ file, problem }) => `${file}: ${problem}`).join('\n')
      return { passed: totals.length - failed, failed, summary: `${totals.length} traces`, details }
    },
  }
}

interface Problem {
  readonly file: string
  readonly problem: string
}

async function billTrace(folder: string, { file, ...expected }: (typeof totals)[number]): Promise<readonly Problem[]> {
  const example = 'examples/2-llm-tokens'
  const options = ['--events', join(folder, file), '--mapping', `${example}/mapping.json`, '--book', `${example}/book.json`, '--json']
  const { code, stdout, output } = await runSource('packages/farthing/src/cli.ts', ['bill', ...options])
  if (code !== 0) return [{ file, problem: `ended with exit code ${code}: ${output.slice(-2000)}` }]

  const { usage, invoices } = JSON.parse(stdout) as Bill
  const metered = (meter: string): Exact => addAll(usage.filter((one) => one.meter === meter).map((one) => one.quantity))
  const wrong = Object.entries(expected).filter(([meter, quantity]) => compare(metered(meter), quantity) !== 0)
  const problems = wrong.map(([meter, quantity]) => `metered ${metered(meter)} ${meter} tokens, not ${quantity}`)
  return [...problems, ...(invoices.length > 0 ? [] : ['gave no invoice'])].map((problem) => ({ file, problem }))
}
