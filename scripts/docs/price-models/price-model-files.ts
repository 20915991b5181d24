import { feePages } from './fee-pages.js'
import { percentagePages } from './percentage-pages.js'
import { pooledCurve, pooledPage } from './pooled-page.js'
import { priceCurve } from './price-curve.js'
import { fileOf, priceModelPage } from './price-model-page.js'
import type { PricePage } from './price-page.js'
import { tierPages } from './tier-pages.js'
import { unitPages } from './unit-pages.js'

/** One page for each price model, in the order of the models. */
export const pricePages: readonly PricePage[] = [...feePages, ...unitPages, ...tierPages, ...percentagePages]

/** A file that is generated, and what it says. */
export interface GeneratedFile {
  readonly file: string
  readonly text: string
}

const folder = 'docs/reference/price-models'

/** The page and the curve of every price model and of pooled tiers, and the overview of all. */
export function priceModelFiles(): readonly GeneratedFile[] {
  const each = pricePages.flatMap((page) => [
    { file: `${folder}/${fileOf(page.model)}.md`, text: priceModelPage(page) },
    { file: `${folder}/${fileOf(page.model)}.svg`, text: priceCurve(page.title, page.curve) },
  ])
  const pooled = [{ file: `${folder}/pooled-tiers.md`, text: pooledPage() }, { file: `${folder}/pooled-tiers.svg`, text: pooledCurve() }]
  return [{ file: `${folder}/README.md`, text: overview() }, ...each, ...pooled]
}

function overview(): string {
  const rows = pricePages.map(({ model, title, curve }) => `| [${title}](${fileOf(model)}.md) | \`${model}\` | ${curve.across} | <img src="${fileOf(model)}.svg" alt="Curve of ${title}" width="240"> |`)
  return `# Price models

How an amount follows from usage: every model with its options, their defaults, where its rules come from, an example and its curve. Generated from
the code by \`npm run check -- --only docs --update\`.

| model | \`model\` | curve: cost against | |
|---|---|---|---|
${rows.join('\n')}
| [Pooled tiers](pooled-tiers.md) | a stage over several meters | minutes of both meters | <img src="pooled-tiers.svg" alt="Curve of Pooled tiers" width="240"> |

What happens before and after a price (allowances, discounts, minimums, caps) are
stages of a plan's program.
`
}
