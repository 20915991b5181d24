import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand, type CommandResult } from '../workspace/run-command.js'

const module = new URL('install-dependencies.mjs', import.meta.url).href

describe.skipIf(process.platform === 'win32')('installDependencies', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'install-'))
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(join(root, 'pnpm-lock.yaml'), 'one')
    npx('exit 0')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  /** Stands in for npx and writes down how it was called. */
  function npx(ending: string): void {
    writeFileSync(join(root, 'npx'), `#!/bin/sh\necho "$@" >> '${root}/calls'\necho progress\n${ending}\n`)
    chmodSync(join(root, 'npx'), 0o755)
  }
  function install(): Promise<CommandResult> {
    const code = `import { installDependencies } from '${module}'; await installDependencies(new URL('${pathToFileURL(root).href}/'), 'pnpm@1.2.3')`
    const env = { PATH: [root, process.env.PATH].join(delimiter) }
    return runCommand(process.execPath, ['--input-type=module', '--eval', code], { env })
  }
  const calls = (): readonly string[] => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [])

  test('runs the pinned package manager on the frozen lockfile, and prints nothing on stdout', async () => {
    const { code, stdout, output } = await install()
    expect(calls()).toEqual(['-y pnpm@1.2.3 install --frozen-lockfile --config.confirmModulesPurge=false'])
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(output).toContain('progress')
  })
  test('does nothing the second time', async () => {
    await install()
    expect(await install()).toMatchObject({ code: 0, output: '' })
    expect(calls()).toHaveLength(1)
  })
  test('installs again when the lockfile changed', async () => {
    await install()
    writeFileSync(join(root, 'pnpm-lock.yaml'), 'two')
    await install()
    expect(calls()).toHaveLength(2)
  })
  test('ends with 2 when the installation fails, and tries again the next time', async () => {
    npx('exit 1')
    const { code, output } = await install()
    expect(output).toContain('Installing dependencies failed (exit code 1)')
    expect(code).toBe(2)
    npx('exit 0')
    expect((await install()).code).toBe(0)
    expect(calls()).toHaveLength(2)
  })
})
