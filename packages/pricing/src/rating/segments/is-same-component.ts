import { canonicalJson, checkJson } from '@farthing/core'
import type { Component } from '../../catalog/component.js'

/** Whether two components say the same, price and options. */
export function isSameComponent(a: Component, b: Component): boolean {
  return a === b || jsonOf(a) === jsonOf(b)
}

function jsonOf(component: Component): string {
  return canonicalJson(checkJson(component, 'component'))
}
