import { relative } from 'node:path'
import { ESLint } from 'eslint'
import { runTool } from '../workspace/run-command.js'

/** Names of the broken rules by file; the path is relative to the workspace. */
export type Violations = ReadonlyMap<string, readonly string[]>

/** What ESLint reports in a workspace, with the workspace's own configuration. */
export async function lintViolations(workspace: string): Promise<Violations> {
  const results = await new ESLint({ cwd: workspace }).lintFiles(['packages'])
  return new Map(
    results.map((result) => [
      relative(workspace, result.filePath),
      result.messages.map((message) => message.ruleId ?? message.message),
    ]),
  )
}

/** What does not compile without Node and DOM types: names are compiler error codes. */
export async function typeViolations(workspace: string): Promise<Violations> {
  const { stdout } = await runTool('tsc', ['--project', 'tsconfig.pure.json', '--pretty', 'false'], { folder: workspace })
  const errors = stdout.matchAll(/^(.+?)\(\d+,\d+\): error (TS\d+)/gm)
  return byFile([...errors].map(([, file = '', code = '']) => ({ file, rule: code })))
}

/** What dependency-cruiser reports in a workspace. */
export async function structureViolations(workspace: string): Promise<Violations> {
  const options = ['--config', '.dependency-cruiser.js', '--output-type', 'json', 'packages', 'examples']
  const { stdout } = await runTool('depcruise', options, { folder: workspace })
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } }
  return byFile(summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name })))
}

function byFile(violations: readonly { readonly file: string; readonly rule: string }[]): Violations {
  const found = new Map<string, string[]>()
  for (const { file, rule } of violations) found.set(file, [...(found.get(file) ?? []), rule])
  return found
}
