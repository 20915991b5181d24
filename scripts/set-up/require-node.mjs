/**
 * Ends the process with exit code 2 and one clear sentence when Node is older than the manifest asks for.
 *
 * @param {string} range the `engines.node` entry, of the form `>=20.19.0`
 */
export function requireNode(range) {
  const required = range.replace('>=', '').split('.').map(Number)
  const running = process.versions.node.split('.').map(Number)
  const firstDifference = required.findIndex((part, index) => part !== running[index])
  if (firstDifference === -1 || running[firstDifference] > required[firstDifference]) return
  console.error(`Farthing needs Node ${range}; this is Node ${process.versions.node} (${process.execPath}).`)
  process.exit(2)
}
