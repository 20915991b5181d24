import { compareBytes } from '@farthing/core'
import { priceModelOf } from '../models/price-models.js'
import type { Component } from './component.js'

/** The meters that a component reads, in byte order: its own, and those that its price names. */
export function metersRead({ meter, price }: Pick<Component, 'meter' | 'price'>): readonly string[] {
  const named = priceModelOf(price).meters?.(price) ?? []
  return [...new Set([...(meter === undefined ? [] : [meter]), ...named])].sort(compareBytes)
}
