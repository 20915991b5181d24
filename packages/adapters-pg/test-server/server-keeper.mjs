// Owns one test server: starts it as its own child and stops it when its standard input closes, which happens however
// the process that asked for it ends. PostgreSQL itself does not notice that its parent is gone.
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'

const { command, args, env, uid, gid, folder } = JSON.parse(process.argv[2])
const log = openSync(`${folder}/server.log`, 'a')
const user = uid === undefined ? {} : { uid, gid }
const server = spawn(command, args, { ...user, env, cwd: folder, stdio: ['ignore', log, log] })
let asked = false

function stop() {
  asked = true
  server.kill('SIGINT') // fast shutdown: sessions are ended, data is kept
  setTimeout(() => server.kill('SIGQUIT'), 10_000).unref() // immediate shutdown
}

// After an exit that nobody asked for, the folder stays: whoever waits reads the log in it.
server.on('exit', (code) => {
  if (asked) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(asked ? 0 : (code ?? 1))
})
server.on('error', () => process.exit(1))
process.stdin.on('close', stop).resume()
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
