// Owns one test server: starts it as its own child and stops it when its standard input closes, which happens however
// the process that asked for it ends. PostgreSQL itself does not notice that its parent is gone. A line of that input
// that names a signal ends the server with it and starts it again on the same files: SIGQUIT is a crash. After the line
// `supervise` it is also started again when it ends by itself, until it stays.
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'

const { command, args, env, uid, gid, folder } = JSON.parse(process.argv[2])
const log = openSync(`${folder}/server.log`, 'a')
const user = uid === undefined ? {} : { uid, gid }
let asked = false
let restarts = 0
let supervised = false
let server = start()

function start() {
  const started = spawn(command, args, { ...user, env, cwd: folder, stdio: ['ignore', log, log] })
  // After an exit that nobody asked for, the folder stays: whoever waits reads the log in it.
  started.on('exit', (code) => {
    if (!asked && restarts > 0) {
      restarts -= 1
      server = start()
      return
    }
    if (!asked && supervised) {
      setTimeout(() => (server = start()), 200)
      return
    }
    if (asked) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    process.exit(asked ? 0 : (code ?? 1))
  })
  started.on('error', () => process.exit(1))
  return started
}

function stop() {
  asked = true
  server.kill('SIGINT') // fast shutdown: sessions are ended, data is kept
  setTimeout(() => server.kill('SIGQUIT'), 10_000).unref() // immediate shutdown
}

createInterface({ input: process.stdin }).on('line', (signal) => {
  if (signal === 'supervise') {
    supervised = true
    return
  }
  restarts += 1
  server.kill(signal)
})
process.stdin.on('close', stop)
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
