import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { inRoot } from '../workspace/root.js'

const link = /\]\((?<target>[^)\s]+)\)/g

/** Links of a page to files of the repository that do not exist. */
export function brokenLinks(file: string, text: string): readonly string[] {
  return [...text.matchAll(link)]
    .map((match) => match.groups?.target ?? '')
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .filter((target) => !existsSync(inRoot(dirname(file), decodeURIComponent(target.split('#')[0] ?? ''))))
    .map((target) => `links to ${target}, which does not exist`)
}
