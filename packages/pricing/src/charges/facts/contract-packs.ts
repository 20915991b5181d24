import { given, required, type FactPack } from './fact-pack.js'

/** Services inside fixed prices, with what each would cost by itself. */
export const fixedServices: FactPack = {
  name: 'services',
  version: 1,
  means: 'fixed services with fair market values',
  fields: {
    component: /* @__PURE__ */ required('text', 'key of the component whose price contains it'),
    name: /* @__PURE__ */ required('text', 'name of the service'),
    value: /* @__PURE__ */ required('decimal', 'fair market value for one period', 'currency of the contract'),
  },
  identity: ['component', 'name'],
  filters: ['component'],
  derived: false,
}

/** What is left of buckets and of grants of units, at the start of the period. */
export const balances: FactPack = {
  name: 'balances',
  version: 1,
  means: 'buckets and balances',
  fields: {
    grant: /* @__PURE__ */ required('text', 'id of the bucket or grant'),
    meter: /* @__PURE__ */ given('text', 'meter whose usage it covers'),
    quantity: /* @__PURE__ */ required('exact', 'units that are left', 'units of the meter'),
    category: /* @__PURE__ */ given('text', 'charges that it covers, by category'),
    scope: /* @__PURE__ */ given('attributes', 'lists of `meters`, `categories` and `charges`: it covers what one of them names'),
    label: /* @__PURE__ */ given('text', 'what people call it'),
    rank: /* @__PURE__ */ given('decimal', 'place in the order of use, the lower first; 0 unless given'),
    from: /* @__PURE__ */ given('instant', 'when it begins to hold, inclusive'),
    to: /* @__PURE__ */ given('instant', 'when it expires, exclusive'),
  },
  identity: ['grant', 'meter', 'category', 'from'],
  filters: ['meter'],
  derived: false,
}

/** What is known of the account that pays: one record. */
export const accountContext: FactPack = {
  name: 'account',
  version: 1,
  means: 'account context',
  fields: {
    account: /* @__PURE__ */ required('text', 'id of the account'),
    currency: /* @__PURE__ */ given('text', 'its currency'),
    zone: /* @__PURE__ */ given('text', 'its time zone'),
    country: /* @__PURE__ */ given('text', 'ISO 3166 code'),
    segment: /* @__PURE__ */ given('text', 'what kind of customer it is'),
    since: /* @__PURE__ */ given('instant', 'when it became a customer'),
    attributes: /* @__PURE__ */ given('attributes', 'what else the host says of it'),
  },
  identity: ['account'],
  filters: [],
  derived: false,
}

/** What the contract says of the subscription: one record, made by `rate`. */
export const subscriptionContext: FactPack = {
  name: 'subscription',
  version: 1,
  means: 'subscription context',
  fields: {
    subscription: /* @__PURE__ */ required('text', 'id of the subscription'),
    account: /* @__PURE__ */ required('text', 'id of the account'),
    plan: /* @__PURE__ */ required('text', 'name of the plan'),
    planVersion: /* @__PURE__ */ required('text', 'hash of its version'),
    planType: /* @__PURE__ */ given('text', 'what kind of plan it is'),
    zone: /* @__PURE__ */ required('text', 'time zone of its periods'),
    from: /* @__PURE__ */ required('instant', 'when it began'),
    to: /* @__PURE__ */ given('instant', 'when it ends'),
    startedAt: /* @__PURE__ */ required('instant', 'when the account came to this plan'),
  },
  identity: ['subscription'],
  filters: [],
  derived: true,
}
