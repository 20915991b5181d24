import { readFile } from 'node:fs/promises'
import { publint as lintPackage } from 'publint'
import { formatMessage } from 'publint/utils'
import { tarballs, type Tarball } from '../../pack/tarballs.js'
import { checked, type Step } from '../../steps/step.js'

/** publint on the tarballs; suggestions count as errors too. */
export const publint: Step = {
  name: 'publint',
  needs: ['pack'],
  async run() {
    const problems = (await Promise.all(tarballs().map(lintTarball))).flat()
    return checked(problems.length === 0, `${tarballs().length} tarballs`, problems.join('\n'))
  },
}

async function lintTarball({ package: { manifest }, file }: Tarball): Promise<readonly string[]> {
  const bytes = await readFile(file)
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const { messages, pkg } = await lintPackage({ strict: true, pack: { tarball } })
  return messages.map((message) => `${manifest.name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}
