import { describe, expect, test } from 'vitest'
import { runCommand, type CommandResult } from '../workspace/run-command.js'

const module = new URL('require-node.mjs', import.meta.url).href
const requireNode = (range: string): Promise<CommandResult> =>
  runCommand(process.execPath, ['--input-type=module', '--eval', `import { requireNode } from '${module}'; requireNode('${range}'); console.log('goes on')`])

describe('requireNode', () => {
  test('ends with 2 and one sentence on an older Node', async () => {
    const { code, output } = await requireNode('>=999.0.0')
    expect(output).toMatch(/^Farthing needs Node >=999\.0\.0; this is Node \d+\.\d+\.\d+ \(.+\)\.\n$/)
    expect(code).toBe(2)
  })
  test.each(['>=20.19.0', '>=18.99.99', `>=${process.versions.node}`])('goes on with %s', async (range) => {
    expect(await requireNode(range)).toMatchObject({ code: 0, output: 'goes on\n' })
  })
})
