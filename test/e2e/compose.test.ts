import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { load } from 'js-yaml'
import { z } from 'zod'
import { alertPageSchema } from '../../src/schema/http.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePorts } from '../helpers/free-ports.ts'
import { startKafka } from '../helpers/kafka.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { type Program, startProgram } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

const serviceSchema = z.looseObject({
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  restart: z.string(),
})
const composeSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) })
type Service = z.infer<typeof serviceSchema>

const hasCompose = spawnSync('docker-compose', ['--version']).status === 0
const skip =
  hasCompose || process.env['CI']
    ? false
    : 'docker-compose is not installed (Debian: apt-get install docker-compose)'

describe('compose.yaml', { skip }, () => {
  /** A folder with compose.yaml and a fresh .env, and the file as docker-compose understands it. */
  async function compose(): Promise<{ folder: string; password: string; services: Record<string, Service> }> {
    const folder = temporaryFolder({ after })
    copyFileSync(join(root, 'compose.yaml'), join(folder, 'compose.yaml'))
    const { stdout: told } = await run(process.execPath, [join(root, 'scripts/compose-init.js')], {
      cwd: folder,
    })
    const { stdout } = await run('docker-compose', ['config'], { cwd: folder })
    return {
      folder,
      password: /password (\S+)/.exec(told)?.[1] ?? '',
      // What is printed is a compose file again, in which a dollar sign is written twice.
      services: composeSchema.parse(load(stdout.replaceAll('$$', '$'))).services,
    }
  }

  test('has every part, with health checks, start order and restarts', async () => {
    const { services } = await compose()
    assert.deepEqual(Object.keys(services).sort(), [
      'collector',
      'dashboard',
      'detector',
      'kafka',
      'kafka-ui',
      'postgres',
    ])
    for (const [name, service] of Object.entries(services)) {
      assert.ok(service.healthcheck.test.length > 0, name)
      assert.equal(service.restart, 'unless-stopped', name)
    }
    assert.equal(services['detector']?.depends_on['postgres']?.condition, 'service_healthy')
    assert.equal(services['collector']?.depends_on['kafka']?.condition, 'service_healthy')
  })

  test('holds no password: they are made once, and kept', async () => {
    const { folder, password } = await compose()
    assert.ok(password.length >= 16)
    const file = join(folder, '.env')
    const before = readFileSync(file, 'utf8')
    assert.ok(!before.includes(password), 'only the hash of the login is kept')
    assert.equal(statSync(file).mode & 0o077, 0)
    await run(process.execPath, [join(root, 'scripts/compose-init.js')], { cwd: folder })
    assert.equal(readFileSync(file, 'utf8'), before)
    assert.doesNotMatch(readFileSync(join(root, 'compose.yaml'), 'utf8'), /password: (?!\$)/i)
  })

  test('without its .env says what to run', async () => {
    const folder = temporaryFolder({ after })
    copyFileSync(join(root, 'compose.yaml'), join(folder, 'compose.yaml'))
    await assert.rejects(run('docker-compose', ['config'], { cwd: folder }), /npm run compose:init/)
  })

  test('gives each service a command and an environment on which it works', async () => {
    const [{ folder, password, services }, kafka, postgres] = await Promise.all([
      compose(),
      startKafka(),
      startPostgres(),
    ])
    const programs: Program[] = []
    after(async () => {
      await Promise.all(programs.map(program => program.kill()))
      await Promise.all([kafka.stop(), postgres.stop()])
    })
    const database = await postgres.createDatabase()
    const logs = join(folder, 'logs')
    mkdirSync(logs)
    writeFileSync(join(logs, 'app.log'), 'ALERT: Failed login attempt from IP 203.0.113.7\n')
    const ports = await freePorts(3)

    // Only what the containers' network and volumes would provide is put in place: addresses, ports and folders.
    const start = (name: string, port: number) => {
      const service = services[name]
      assert.ok(service?.command, name)
      const environment = Object.fromEntries(
        Object.entries(service.environment).map(([variable, value]) => [
          variable,
          variable === 'LOG_SENTINEL_PORT'
            ? String(port)
            : value
                .replace('kafka:9092', kafka.bootstrap)
                .replace(/^postgres:\/\/.*@postgres:5432\/sentinel$/, database),
        ]),
      )
      environment['LOG_SENTINEL_DATA_DIR'] = join(folder, name)
      programs.push(
        startProgram(
          service.command.map(word => word.replace('/logs/', `${logs}/`)),
          { environment },
        ),
      )
      return async () => {
        const [kind = '', ...command] = service.healthcheck.test
        assert.equal(kind, 'CMD')
        const [program = '', ...args] = command
        await run(program === 'node' ? process.execPath : program, args, {
          env: { ...process.env, ...environment },
        })
      }
    }
    const probes = ['collector', 'detector', 'dashboard'].map((name, index) => start(name, ports[index] ?? 0))
    for (const probe of probes) await eventually(probe)

    const page = `http://127.0.0.1:${ports[2]}`
    assert.equal((await fetch(`${page}/api/alerts`)).status, 401)
    const login = await fetch(`${page}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: page },
      body: JSON.stringify({ user: 'admin', password }),
    })
    assert.equal(login.status, 200, await login.text())
    const cookie = login.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ')
    await eventually(async () => {
      const answer = await fetch(`${page}/api/alerts`, { headers: { cookie } })
      assert.equal(alertPageSchema.parse(await answer.json()).items.length, 1)
    })
  })
})
