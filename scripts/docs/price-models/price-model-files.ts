import { feePages } from './fee-pages.js'
import { percentagePages } from './percentage-pages.js'
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

/** The page and the curve of every price model, and the overview of all. */
export function priceModelFiles(): readonly GeneratedFile[] {
  const each = pricePages.flatMap((page) => [
    { file: `${folder}/${fileOf(page.model)}.md`, text: priceModelPage(page) },
    { file: `${folder}/${fileOf(page.model)}.svg`, text: priceCurve(page.title, page.curve) },
  ])
  return [{ file: `${folder}/README.md`, text: overview() }, ...each]
}

function overview(): string {
  const rows = pricePages.map(({ model, title, curve }) => `| [${title}](${fileOf(model)}.md) | \`${model}\` | ${curve.across} | <img src="${fileOf(model)}.svg" alt="Curve of ${title}" width="240"> |`)
  return `# Price models

How an amount follows from usage: every model with its options, their defaults, where its rules come from, an example and its curve. Generated from
the code by \`npm run check -- --only docs --update\`.

| model | \`model\` | curve: cost against | |
|---|---|---|---|
${rows.join('\n')}

Several meters that share one counter of tiers: \`ratePooled\`, see the folder README of
[pooled tiers](../../../packages/pricing/src/models/pooled/README.md). What happens before and after a price (allowances, discounts, minimums, caps) are
stages of a plan's program.
`
}
