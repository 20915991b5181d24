import { describe, expect, test } from 'vitest'
import { refreshSnippets } from './snippets.js'

const example = `import { rate } from 'farthing'

function main(): void {
  // #region call
  const result = rate()
  if (result) {
    print(result)
  }
  // #endregion call
}
`
const read = (file: string): string | undefined => (file === 'examples/1/main.ts' ? example : undefined)
const page = (code: string, mark = '<!-- snippet: examples/1/main.ts#call -->'): string => `# Page\n\n${mark}\n\`\`\`ts\n${code}\`\`\`\n`
const current = 'const result = rate()\nif (result) {\n  print(result)\n}\n'

describe('refreshSnippets', () => {
  test('keeps a block that equals its region', () => {
    expect(refreshSnippets(page(current), read)).toEqual({ text: page(current), problems: [] })
  })
  test('replaces a block that does not', () => {
    expect(refreshSnippets(page('const result = old()\n'), read)).toEqual({ text: page(current), problems: [] })
  })
  test('leaves text and other languages alone', () => {
    const text = '```sh\nnpm start\n```\n\n```json\n{}\n```\n'
    expect(refreshSnippets(text, read)).toEqual({ text, problems: [] })
  })
  test.each([
    ['a missing region', '<!-- snippet: examples/1/main.ts#end -->', 'examples/1/main.ts has no region end'],
    ['a missing file', '<!-- snippet: examples/2/main.ts#call -->', 'examples/2/main.ts has no region call'],
    ['a file that nothing runs', '<!-- snippet: packages/core/src/index.ts#call -->', 'packages/core/src/index.ts is neither an example nor a test, so nothing runs it'],
    ['a block without a mark', '', '1 code block(s) name no region of a file that is run'],
  ])('names %s', (_name, mark, problem) => {
    const text = page(current, mark)
    expect(refreshSnippets(text, read)).toEqual({ text, problems: [problem] })
  })
})
