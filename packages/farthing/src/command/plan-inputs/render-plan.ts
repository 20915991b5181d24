import Table from 'cli-table3'
import type { FactPlan } from '@farthing/pricing'

/** A fact plan as a table for people, and what stands in its way. */
export function renderPlan({ packs, missing, conflicts }: FactPlan): string {
  return [
    packs.length === 0 ? 'Nothing is read beside usage.' : packTable(packs),
    ...missing.map(({ pack, field, stages }) => `Missing: ${pack}${field === undefined ? '' : `.${field}`}, which ${stages.join(', ')} cannot do without.`),
    ...conflicts.map(({ pack, available, stages }) => {
      const wanted = stages.map(({ stage, versions }) => `${stage} reads ${versions.join(' or ')}`).join(', ')
      return `Conflict: ${pack} can be had in version ${available.join(' or ')}, and ${wanted}.`
    }),
  ].join('\n')
}

function packTable(packs: FactPlan['packs']): string {
  const table = new Table({ head: ['Pack', 'Version', 'Fields', 'Filters', 'For', 'Required', 'Records'], style: { head: [], border: [] } })
  for (const { pack, version, fields, filters, stages, required, records } of packs) {
    table.push([pack, version, fields.join('\n'), filters.join('\n'), stages.join('\n'), required ? 'yes' : 'no', records === undefined ? '' : `about ${records}`])
  }
  return table.toString()
}
