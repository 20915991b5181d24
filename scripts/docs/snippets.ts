/*
 * A snippet is a fenced block under a comment that names a region of a file that CI runs:
 *
 *   <!-- snippet: examples/1-first-invoice/main.ts#catalog -->
 *
 * The region stands in the file between `// #region catalog` and `// #endregion catalog`.
 */

const marked = /<!-- snippet: (?<file>[^\s#]+)#(?<region>[\w-]+) -->\n```(?<language>\w+)\n(?<code>[^]*?)```/g
const fence = /^```(ts|typescript|js|javascript|mjs)\n/gm

export interface SnippetPage {
  readonly text: string
  /** Sentences about regions that are missing, or that no run covers. */
  readonly problems: readonly string[]
}

/**
 * Puts every marked snippet of a page to what its region says. `read` gives a file's text, or undefined when it is missing.
 * Code without a mark is a problem, because nobody runs it.
 */
export function refreshSnippets(page: string, read: (file: string) => string | undefined): SnippetPage {
  const problems: string[] = []
  let count = 0
  const text = page.replaceAll(marked, (block, file: string, region: string, language: string) => {
    count += 1
    const code = isRun(file) ? regionOf(read(file), region) : undefined
    if (code === undefined) {
      problems.push(isRun(file) ? `${file} has no region ${region}` : `${file} is neither an example nor a test, so nothing runs it`)
      return block
    }
    return `<!-- snippet: ${file}#${region} -->\n\`\`\`${language}\n${code}\`\`\``
  })
  const fences = [...page.matchAll(fence)].length
  if (fences > count) problems.push(`${fences - count} code block(s) name no region of a file that is run`)
  return { text, problems }
}

function isRun(file: string): boolean {
  return file.startsWith('examples/') || file.endsWith('.test.ts')
}

/** The lines between the marks, without the indentation that all of them share. */
function regionOf(source: string | undefined, region: string): string | undefined {
  const lines = source?.split('\n') ?? []
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  const end = lines.findIndex((line) => line.trim() === `// #endregion ${region}`)
  if (start === -1 || end < start) return undefined
  const inside = lines.slice(start + 1, end)
  const indents = inside.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const shared = Math.min(...indents)
  return inside.map((line) => `${line.slice(shared)}\n`).join('')
}
