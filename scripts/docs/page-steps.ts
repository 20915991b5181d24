/** What a reader of a tutorial does, in order. */
export type PageStep =
  /** Write this file. */
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  /** Type these lines, and see `expected`, where the page says so. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly expected?: string }

const block = /(?:<!-- snippet: (?<source>[^\s#]+)#[\w-]+ -->\n)?```(?<language>\w+)\n(?<text>[^]*?)```/g

/**
 * The steps of a page: a marked snippet is a file to write, by the name of the file that it comes from; an `sh` block is typed; the `text` block behind it is what
 * that prints. Other blocks, such as `console`, are for people.
 */
export function pageSteps(page: string): readonly PageStep[] {
  const steps: PageStep[] = []
  for (const { groups: { source, language, text = '' } = {} } of page.matchAll(block)) {
    const before = steps.at(-1)
    if (source !== undefined) steps.push({ kind: 'write', file: source.split('/').at(-1) ?? source, text })
    else if (language === 'sh') steps.push({ kind: 'run', lines: text.trim().split('\n') })
    else if (language === 'text' && before?.kind === 'run') steps[steps.length - 1] = { ...before, expected: text }
  }
  return steps
}
