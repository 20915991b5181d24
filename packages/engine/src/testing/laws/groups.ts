import { addAll, assertInvariant, compare, sum } from '@farthing/core'
import { awkwardTexts } from '@farthing/core/testing'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import fc from 'fast-check'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'

const readings = fc.array(fc.tuple(fc.constantFrom(...awkwardTexts), fc.integer({ min: 0, max: 1_000_000 })), { maxLength: 10 })

const cap = 4

/** I-GROUPS. */
export const groupsLaw: MeteringLaw = {
  name: 'I-GROUPS: groups sum to the ungrouped total, are kept as they were sent, and are refused as a whole above the cap',
  check: (subject, options) =>
    tryHistories(
      subject,
      readings,
      async (sent, open) => {
        const { billing } = open({ catalog: groupCatalog() })
        await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
        await billing.events.ingest(sent.map(([model, count], index) => ({ id: `${index}`, source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-25T01:00:00Z', data: { model, count } })))
        const { usage, refused } = await billing.usage.current({ period: '2026-10' })
        const quantitiesOf = (meter: string) => usage.filter((each) => each.meter === meter)
        const models = [...new Set(sent.map(([model]) => model))]
        const total = addAll(quantitiesOf('total').map(({ quantity }) => quantity))
        assertInvariant(compare(total, `${sent.reduce((all, [, count]) => all + count, 0)}`) === 0, `I-GROUPS: the ungrouped total is ${total}`)
        assertInvariant(compare(addAll(quantitiesOf('grouped').map(({ quantity }) => quantity)), total) === 0, 'I-GROUPS: groups sum to the ungrouped total')
        assertSame('I-GROUPS: groups are kept as they were sent', quantitiesOf('grouped').map(({ dimensions }) => dimensions['model'] ?? null).sort(), models.sort())
        const isOver = models.length > cap
        assertSame('I-GROUPS: above the cap', refused.map(({ meter, failure: { code } }) => [meter, code]), isOver ? [['capped', 'meter.too_many_groups']] : [])
        assertInvariant(quantitiesOf('capped').length === (isOver ? 0 : models.length), 'I-GROUPS: usage above the cap is refused as a whole')
      },
      options,
    ),
}

function groupCatalog() {
  return defineCatalog({
    meters: {
      total: sum({ event: 'llm.tokens', value: 'count' }),
      grouped: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
      capped: sum({ event: 'llm.tokens', value: 'count', by: ['model'], maxGroups: cap }),
    },
    plans: {
      pro: plan({ currency: 'EUR', every: 'month' }, { total: perUnit('total', '1'), grouped: perUnit('grouped', '1'), capped: perUnit('capped', '1') }),
      scans: plan({ currency: 'EUR', every: 'month' }, {}),
    },
  })
}
