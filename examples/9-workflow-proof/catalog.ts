import { defineCatalog, perUnit, plan, sum } from 'farthing'

const month = { every: 'month' } as const
const meters = { gpu: sum({ event: 'gpu.hours', value: 'hours' }) }
const euro = (price: `${number}`) => plan({ currency: 'EUR', ...month }, { gpu: perUnit('gpu', price) })
const dollar = (price: `${number}`) => plan({ currency: 'USD', ...month }, { gpu: perUnit('gpu', price) })

/** An hour of GPU: 2.50 EUR or 2.75 USD to an end customer, 2.00 EUR to a reseller. */
export const catalog = defineCatalog({ meters, plans: { retail: euro('2.5'), dollars: dollar('2.75'), wholesale: euro('2') } })

/** What is thought about for next year: 2.40 EUR. */
export const candidate = defineCatalog({ meters, plans: { retail: euro('2.4'), dollars: dollar('2.75'), wholesale: euro('2') } })
