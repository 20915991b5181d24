import { defineCatalog, perUnit, plan, sum, type Catalog } from 'farthing'

// #region twilio
/** One monthly counter of minutes for all kinds of calls; the cheaper tier has a published price for calls in only. */
const sharedMinutes = {
  tiers: [
    { upTo: '500000', units: { in: '0.01', out: '0.02', tollFree: '0.03' } },
    { units: { in: '0.009' } },
  ],
}

const minutes = (event: string) => sum({ event, value: 'quantity' })
export const twilioVoice: Catalog = defineCatalog({
  meters: { in: minutes('minutes-in'), out: minutes('minutes-out'), tollFree: minutes('minutes-toll-free') },
  plans: {
    standard: plan(
      {
        currency: 'USD',
        every: 'month',
        program: { stages: [{ id: 'shared-minutes', use: 'pooled-tiers@1', rules: [{ id: 'voice', config: sharedMinutes }] }] },
      },
      { in: perUnit('in', '0.01'), out: perUnit('out', '0.02'), tollFree: perUnit('tollFree', '0.03') },
    ),
  },
})
// #endregion twilio

/** The example of the help page: calls in the order in which they came. */
export const july = [['in', '200000'], ['out', '200000'], ['tollFree', '100000'], ['in', '1000']] as const
export const julyTotal = '9009'
