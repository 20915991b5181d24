import { readFileSync, writeFileSync } from 'node:fs'
import { brokenLinks } from '../../docs/broken-links.js'
import { failureCodesPage } from '../../docs/failure-codes-page.js'
import { jsonSchemaFiles } from '../../docs/json-schema-files.js'
import { latenessTimeline } from '../../docs/lateness-timeline.js'
import { markdownFiles } from '../../docs/markdown-files.js'
import { orphanPages } from '../../docs/orphan-pages.js'
import { refreshPostings } from '../../docs/postings-tables.js'
import { uncoveredMethods } from '../../docs/port-methods.js'
import { priceModelFiles } from '../../docs/price-models/price-model-files.js'
import { refreshSnippets } from '../../docs/snippets.js'
import { checked, type Step } from '../../steps/step.js'
import { firstDifference } from '../../workspace/first-difference.js'
import { inRoot } from '../../workspace/root.js'

const ledgerPage = 'packages/ledger/README.md'

/** Code in pages equals regions of files that are run, links lead somewhere, generated pages are current. */
export const docs: Step = {
  name: 'docs',
  async run({ update }) {
    const files = markdownFiles()
    const problems = [
      ...keep('docs/reference/failure-codes.md', failureCodesPage(), update),
      ...keep('docs/explanation/lateness-timeline.svg', latenessTimeline(), update),
      ...keep(ledgerPage, refreshPostings(readText(ledgerPage) ?? ''), update),
      ...jsonSchemaFiles().flatMap(({ file, text }) => keep(file, text, update)),
      ...priceModelFiles().flatMap(({ file, text }) => keep(file, text, update)),
      ...uncoveredMethods(readText),
      ...files.flatMap((file) => checkPage(file, update)),
      ...orphanPages(files, (file) => readText(file) ?? ''),
    ]
    const advice = 'Pages follow their sources with: npm run check -- --only docs --update'
    return checked(problems.length === 0, `${files.length} pages`, [...problems, advice].join('\n'))
  },
}

function checkPage(file: string, update: boolean): readonly string[] {
  const page = readFileSync(inRoot(file), 'utf8')
  const { text, problems } = refreshSnippets(page, readText)
  const sentences = [...problems, ...brokenLinks(file, page)].map((problem) => `${file}: ${problem}`)
  return [...sentences, ...keep(file, text, update)]
}

/** Compares a page with what it should be, or writes it. */
function keep(file: string, text: string, update: boolean): readonly string[] {
  const difference = firstDifference(readText(file) ?? '', text)
  if (difference === undefined) return []
  if (update) writeFileSync(inRoot(file), text)
  return update ? [] : [`${file} ${difference}`]
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(inRoot(file), 'utf8')
  } catch {
    return undefined
  }
}
