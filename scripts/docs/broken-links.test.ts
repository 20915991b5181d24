import { expect, test } from 'vitest'
import { brokenLinks } from './broken-links.js'

test('names links to files that are not there, relative to the page', () => {
  const text = '[a](../package.json) [b](../nowhere.md#part) [c](https://example.com/x) [d](#part) [e](../scripts/)'
  expect(brokenLinks('docs/README.md', text)).toEqual(['links to ../nowhere.md#part, which does not exist'])
})
