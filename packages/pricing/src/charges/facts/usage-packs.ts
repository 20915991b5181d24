import { given, required, type FactField, type FactPack } from './fact-pack.js'

const ofMeter: { readonly [field: string]: FactField } = {
  meter: /* @__PURE__ */ required('text', 'name of the meter'),
  dimensions: /* @__PURE__ */ required('dimensions', 'values of the dimensions that are kept apart'),
}

const ofEvent: { readonly [field: string]: FactField } = {
  source: /* @__PURE__ */ required('text', 'producer of the event'),
  id: /* @__PURE__ */ required('text', 'unique within the source'),
  occurredAt: /* @__PURE__ */ required('instant', 'when it happened'),
  ...ofMeter,
}

const interval: { readonly [field: string]: FactField } = {
  from: /* @__PURE__ */ required('instant', 'start, inclusive'),
  to: /* @__PURE__ */ required('instant', 'end, exclusive'),
}

/** The measured usage of the period: one record for each group that a component prices, and for each meter that its price reads beside its own. */
export const meteredUsage: FactPack = {
  name: 'usage',
  version: 1,
  means: 'metered usage',
  fields: {
    component: /* @__PURE__ */ required('text', 'key of the component that prices it'),
    ...ofMeter,
    quantity: /* @__PURE__ */ required('exact', 'how much was used', 'units of the meter'),
    ...interval,
  },
  identity: ['component', 'meter', 'dimensions', 'from'],
  filters: ['component', 'meter'],
  derived: true,
}

/** Usage that is made of allocations, each with the price that was promised for it. */
export const allocationUsage: FactPack = {
  name: 'allocations',
  version: 1,
  means: 'allocation usage with its price snapshots',
  fields: {
    component: /* @__PURE__ */ required('text', 'key of the component that prices it'),
    ...ofMeter,
    allocation: /* @__PURE__ */ required('text', 'id of the allocation'),
    quantity: /* @__PURE__ */ required('exact', 'how much it used', 'units of the meter'),
    ...interval,
    mode: /* @__PURE__ */ given('text', 'on_demand, reserved or spot'),
    unitPrice: /* @__PURE__ */ given('decimal', 'price of a unit', 'currency of the contract'),
    currency: /* @__PURE__ */ given('text', 'currency of the unit price'),
    planVersion: /* @__PURE__ */ given('text', 'version that the price comes from'),
  },
  identity: ['component', 'meter', 'dimensions', 'from', 'allocation', 'mode', 'unitPrice', 'currency', 'planVersion'],
  filters: ['component', 'meter', 'mode'],
  derived: true,
}

/** The events of a meter one by one, for prices per transaction and amounts that usage carries. */
export const ratedEvents: FactPack = {
  name: 'ratedEvents',
  version: 1,
  means: 'rated events',
  fields: {
    ...ofEvent,
    quantity: /* @__PURE__ */ required('exact', 'what the meter reads of it', 'units of the meter'),
    amount: /* @__PURE__ */ given('decimal', 'what it says that it costs', 'currency of the contract'),
  },
  identity: ['source', 'id', 'meter'],
  filters: ['meter'],
  derived: false,
}

/** Work: who did it, of which kind, and how long. */
export const timeEntries: FactPack = {
  name: 'timeEntries',
  version: 1,
  means: 'time entries',
  fields: {
    ...ofEvent,
    minutes: /* @__PURE__ */ required('exact', 'how long', 'minutes'),
    userType: /* @__PURE__ */ given('text', 'who worked, as hourly rates name it'),
    category: /* @__PURE__ */ given('text', 'kind of work'),
  },
  identity: ['source', 'id', 'meter'],
  filters: ['meter', 'userType', 'category'],
  derived: false,
}
