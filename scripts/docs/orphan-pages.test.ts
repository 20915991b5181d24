import { expect, test } from 'vitest'
import { orphanPages } from './orphan-pages.js'

test('names pages that the README beside them does not link', () => {
  const files = ['README.md', 'docs/README.md', 'docs/glossary.md', 'docs/decisions/README.md', 'docs/decisions/names.md', 'packages/core/notes.md']
  const texts: Readonly<Record<string, string>> = {
    'docs/README.md': '[words](glossary.md), [names](decisions/names.md)',
    'docs/decisions/README.md': 'names.md',
  }
  expect(orphanPages(files, (file) => texts[file] ?? '')).toEqual(['docs/decisions/names.md is not linked from the README of its folder'])
})
