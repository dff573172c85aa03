/** Writes `.env` in the current folder, for compose.yaml, with fresh passwords, unless there is one already. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const file = join(process.cwd(), '.env')
const program = fileURLToPath(new URL('../bin/log-sentinel.js', import.meta.url))

if (existsSync(file)) {
  process.stdout.write('.env is there already and stays as it is. Delete it to have new passwords made.\n')
} else {
  const adminPassword = randomBytes(12).toString('base64url')
  const { stdout, status } = spawnSync(process.execPath, [program, 'config', 'hash-password'], {
    input: `${adminPassword}\n`,
    stdio: ['pipe', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (status !== 0) process.exit(1)
  const lines = [
    `POSTGRES_PASSWORD='${randomBytes(18).toString('base64url')}'`,
    // Single quotes: the hash holds dollar signs, which are no variables.
    `LOG_SENTINEL_USERS='admin:${stdout.trim()}'`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  process.stdout.write(
    `.env is written. Log in on http://localhost:8081 as admin with the password ${adminPassword}\n`,
  )
  process.stdout.write('It is shown this once; only its hash is kept.\n')
}
