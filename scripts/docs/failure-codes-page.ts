import { failureRules } from '@farthing/core'

const introduction = `# Failure codes

Generated from \`failureRules\` in \`@farthing/core\` by \`npm run check -- --only docs --update\`.

Every expected failure is a \`FarthingError\` with a stable \`code\`, the \`field\` that it is about, the \`rule\` below, a whole
sentence as \`message\`, and \`facts\` for programs. Recognise one with \`isFarthingError\`, never with \`instanceof\`. New codes are
added; none changes its meaning. A broken invariant is no failure but a defect: a plain \`Error\`.
`

/** The reference page of all failure codes, by area in the order of the flow. */
export function failureCodesPage(): string {
  const areas = new Map<string, string[]>()
  for (const [code, rule] of Object.entries(failureRules)) {
    const area = code.split('.')[0] ?? ''
    const row = `| \`${code}\` | ${rule.replaceAll('|', String.raw`\|`)} |`
    areas.set(area, [...(areas.get(area) ?? []), row])
  }
  const sections = [...areas].map(([area, rows]) => `## ${area}\n\n| code | rule |\n|---|---|\n${rows.join('\n')}\n`)
  return [introduction, ...sections].join('\n')
}
