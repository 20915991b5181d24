import { expect, test } from 'vitest'
import { pageSteps } from './page-steps.js'

test('a page is files to write and lines to type, with what they print', () => {
  const page = [
    '```console\nnpm install\n```', '<!-- snippet: examples/1/billing.mjs#all -->\n```js\nexport const a = 1\n```', '```sh\nnode a.mjs\nnode b.mjs\n```', '```text\n1\n```', '```sh\nnode c.mjs\n```', 'said:', '```json\n{}\n```',
  ].join('\n\n')
  expect(pageSteps(page)).toEqual([
    { kind: 'write', file: 'billing.mjs', text: 'export const a = 1\n' },
    { kind: 'run', lines: ['node a.mjs', 'node b.mjs'], expected: '1\n' },
    { kind: 'run', lines: ['node c.mjs'] },
  ])
})

test('text that stands behind no command is for people', () => {
  expect(pageSteps('```text\n49.00\n```')).toEqual([])
})
