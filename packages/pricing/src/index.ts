// models
export type { FlatPrice, GraduatedPrice, PerUnitPrice, Price, PriceModel, Tier } from './models/price.js'

// charges
export type { Charge, ChargePart } from './charges/charge.js'

// catalog
export type { Catalog, Component, Plan, PlanVersion, PriceBook, Product, Subscription } from './catalog/catalog.js'
