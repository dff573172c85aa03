import { z } from 'zod'
import { parseSyslogAddress } from './listen-address.ts'
import { logsourceEntrySchema, logsourceSchema } from './logsource.ts'
import { PATH_LENGTH_MAX } from './path-length.ts'

/**
 * Every setting of Log Sentinel. The configuration file, the environment and the command line are validated by
 * this one schema, and `docs/reference.md` is generated from it. Of a setting `a.b_c` the flag is `--a-b-c` and
 * the variable `LOG_SENTINEL_A_B_C`.
 */

/** Marks a setting whose value is never printed. */
const secret = { secret: true }

const path = z.string().min(1).max(PATH_LENGTH_MAX)
const port = z.int().min(0).max(65535)

const brokerSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:,/]+):\d{1,5}$/, 'an address of the form HOST:PORT')

const multilineSchema = z.strictObject({
  pattern: z.string().min(1).max(1000).describe('A regular expression in RE2 syntax.'),
  match: z
    .enum(['start', 'continue'])
    .default('start')
    .describe('Whether a line that it fits begins a record, or continues the one before.'),
  lines_max: z.int().min(2).max(10_000).default(500).describe('A record is ended after this many lines.'),
  wait_ms: z
    .int()
    .min(10)
    .max(600_000)
    .default(1000)
    .describe('A record is ended when the file has not grown for this long.'),
})

const GLOB_STARS_MAX = 3

/**
 * A glob is matched by trying, and each star multiplies the work by the length of a name. Names of files may be chosen
 * by those whose doings are logged: four stars against one of 250 letters take seconds.
 */
const glob = path.refine(
  text => text.split(/[/\\]/).every(part => part === '**' || part.split('*').length - 1 <= GLOB_STARS_MAX),
  `a glob with at most ${GLOB_STARS_MAX} stars in a name`,
)

export const sourceSettingsSchema = z.preprocess(
  value => (typeof value === 'string' ? { path: value } : value),
  z.strictObject({
    path: glob.describe('A file, a glob such as `/var/log/*.log`, or `-` for standard input.'),
    exclude: z.array(glob).default([]).describe('Globs of files to leave out.'),
    logsource: logsourceSchema
      .default({})
      .describe("What the source is, in Sigma's terms; wins over what is detected."),
    multiline: multilineSchema
      .nullable()
      .default(null)
      .describe('Which lines make one record, such as a stack trace; without it each line is one.'),
  }),
)
export type SourceSettings = z.infer<typeof sourceSettingsSchema>

const syslogSchema = z
  .strictObject({
    listen: z
      .array(
        z
          .string()
          .refine(
            text => parseSyslogAddress(text) !== null,
            'udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT',
          ),
      )
      .max(64)
      .default([])
      .describe(
        'Where to take syslog messages: `udp://127.0.0.1:514`, `tcp://[::1]:601`, `tls://0.0.0.0:6514`. Who may reach a UDP or TCP port may write to it: other machines do only where an address of theirs is named.',
      ),
    tls_cert: path.nullable().default(null).describe('File with the certificate for `tls://` (PEM).'),
    tls_key: path.nullable().default(null).describe('File with its key (PEM).'),
    tls_client_ca: path
      .nullable()
      .default(null)
      .describe('File with the authority that must have signed a sender’s certificate (PEM).'),
  })
  .refine(
    ({ listen, tls_cert, tls_key }) =>
      !listen.some(address => address.startsWith('tls:')) || (tls_cert !== null && tls_key !== null),
    { path: ['tls_cert'], error: 'a certificate and, in syslog.tls_key, its key, for tls:// has none' },
  )

const ingestSchema = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .max(255)
      .default('127.0.0.1')
      .describe('Address on which `POST /ingest` is served.'),
    port: port.nullable().default(null).describe('Port of `POST /ingest`; it is not served without one.'),
    token: z
      .string()
      .regex(/^\S{16,1000}$/, 'at least 16 characters, and no space')
      .nullable()
      .default(null)
      .meta(secret)
      .describe(
        'What senders must show (`Authorization: Bearer TOKEN`): the token, or `sha256:` and its SHA-256 in hexadecimal.',
      ),
    tls_cert: path.nullable().default(null).describe('File with a certificate (PEM), for HTTPS.'),
    tls_key: path.nullable().default(null).describe('File with its key (PEM).'),
  })
  .refine(({ port, token }) => port === null || token !== null, {
    path: ['token'],
    error: 'a token, for ingest.port is set and whoever reaches it may write',
  })
  .refine(({ tls_cert, tls_key }) => (tls_cert === null) === (tls_key === null), {
    path: ['tls_key'],
    error: 'a certificate and its key, or neither',
  })

const userSchema = z.preprocess(
  value => {
    const parts = typeof value === 'string' ? /^([^:]+):(.+)$/s.exec(value) : null
    return parts ? { name: parts[1], password_hash: parts[2] } : value
  },
  z.strictObject({
    name: z.string().min(1).max(200),
    password_hash: z
      .string()
      .regex(/^scrypt\$/, 'a hash made by `log-sentinel config hash-password`')
      .meta(secret),
  }),
)

const databaseSchema = z
  .string()
  .refine(
    value => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
    'a URL of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE',
  )

export const configSchema = z.strictObject({
  data_dir: path.default('./data').describe('Folder for everything that is kept on this machine.'),
  host: z
    .string()
    .min(1)
    .max(255)
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback needs `users`.'),
  port: port
    .nullable()
    .default(null)
    .describe(
      'Port of the page and the API (8081 where nothing is set). Collector and detector open a port for `/healthz`, `/readyz` and `/metrics` only when this is set. 0 takes a free one.',
    ),
  allowed_hosts: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Host names under which the page is reached, besides loopback and `host`; behind a proxy, its name.',
    ),
  users: z
    .array(userSchema)
    .max(1000)
    .default([])
    .describe(
      'Who may log in: `{ name, password_hash }`, or `NAME:HASH`. Without any, everybody on loopback is let in.',
    ),
  session_hours: z.number().positive().max(720).default(12).describe('How long a login lasts.'),
  log_level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe("Log Sentinel's own log, on standard error."),
  log_format: z
    .enum(['auto', 'text', 'json'])
    .default('auto')
    .describe('`auto` is text on a terminal and JSON elsewhere.'),

  sources: z
    .array(sourceSettingsSchema)
    .default([])
    .describe('The logs to read; files on the command line are added. Without any, `<data_dir>/app.log`.'),
  start_at: z
    .enum(['beginning', 'end'])
    .default('beginning')
    .describe('Where to start in files that are there when their path is read for the first time.'),
  line_bytes_max: z
    .int()
    .min(1024)
    .max(64 * 1024 * 1024)
    .default(16 * 1024 * 1024)
    .describe('A longer line is cut there, and counted.'),
  simulation_rate: z
    .number()
    .min(0)
    .max(20_000)
    .default(10)
    .describe(
      'Lines a second of the threat simulation that `up` runs where no source is named; 0 turns it off.',
    ),

  syslog: syslogSchema.prefault({}).describe('Syslog over the network.'),
  ingest: ingestSchema.prefault({}).describe('Lines by HTTP.'),
  journal: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe('Whether to read the systemd journal of this machine, through `journalctl`.'),
    })
    .prefault({})
    .describe('The systemd journal.'),

  rules: z
    .array(path)
    .default([])
    .describe('Sigma rules: files and folders, in place of those that come with Log Sentinel.'),
  logsources: z
    .array(logsourceEntrySchema)
    .max(10_000)
    .default([])
    .describe(
      "What tells an event's logsource by its fields, asked before what comes with Log Sentinel: `{ when, logsource }`, where `when` has any of `product`, `service`, `channel`, `event_id` and `fields`. See [logsources.md](logsources.md).",
    ),

  correlation: z
    .strictObject({
      lateness_ms: z
        .int()
        .min(0)
        .max(86_400_000)
        .default(300_000)
        .describe(
          'How late events still count. Decisions that a late event could take back wait for so long.',
        ),
      ahead_ms_max: z
        .int()
        .min(0)
        .max(86_400_000)
        .default(300_000)
        .describe('An event that is further ahead of its receipt than this is left out, and counted.'),
      behind_ms_max: z
        .int()
        .min(1000)
        .max(31_536_000_000)
        .default(3_600_000)
        .describe('Partitions whose events are older than this when they come in hold up no others.'),
      reset_ms: z
        .int()
        .min(0)
        .max(31_536_000_000)
        .default(0)
        .describe('An alert is over when its correlation has not held for so long; at least its timespan.'),
      renotify_ms: z
        .int()
        .min(1000)
        .max(31_536_000_000)
        .default(86_400_000)
        .describe('One that goes on is brought up again after so long.'),
      groups_max: z
        .int()
        .min(1)
        .max(100_000_000)
        .default(1_000_000)
        .describe(
          'Groups that each partition keeps of a correlation; signals of more are refused, and counted.',
        ),
      entries_max: z
        .int()
        .min(10)
        .max(1_000_000)
        .default(10_000)
        .describe('Signals that a group keeps; more are refused, and its alerts say so.'),
    })
    .prefault({})
    .describe('Sigma correlations.'),

  kafka: z
    .array(brokerSchema)
    .default([])
    .describe('Kafka brokers. Without any, a log in `data_dir` serves.'),
  kafka_tls: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Whether to speak TLS to the brokers.'),
      ca: path.nullable().default(null).describe('File with the certificate authority to trust (PEM).'),
      cert: path.nullable().default(null).describe("File with the client's certificate (PEM)."),
      key: path.nullable().default(null).describe("File with the client's key (PEM)."),
    })
    .prefault({})
    .describe('TLS to the brokers.'),
  kafka_sasl: z
    .strictObject({
      mechanism: z
        .enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
        .default('none')
        .describe('How to log in to the brokers.'),
      username: z.string().default('').describe('Name at the brokers.'),
      password: z.string().default('').meta(secret).describe('Password at the brokers.'),
    })
    .prefault({})
    .describe('Login to the brokers.'),
  kafka_session_timeout_ms: z
    .int()
    .min(1000)
    .max(1_800_000)
    .default(10_000)
    .describe(
      'A detector that the brokers have not heard of for this long has its partitions taken over by the others. Brokers set bounds of their own (`group.min.session.timeout.ms`, usually 6000).',
    ),
  topics: z
    .strictObject({
      partitions: z
        .int()
        .min(1)
        .max(1000)
        .default(6)
        .describe(
          'Partitions of a topic that Log Sentinel creates: the most detectors that can share the work.',
        ),
      replication_factor: z.int().min(1).max(10).default(1).describe('Copies of a partition on Kafka.'),
      retention_hours: z.number().positive().default(168).describe('How long raw records are kept.'),
      compression: z
        .enum(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('snappy')
        .describe('How records are packed on Kafka.'),
    })
    .prefault({})
    .describe('The topics; existing ones are left as they are.'),

  database: databaseSchema
    .nullable()
    .default(null)
    .meta(secret)
    .describe(
      'PostgreSQL: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Without, a database in `data_dir` serves.',
    ),
  sql_port: port
    .nullable()
    .default(null)
    .describe('Serves the embedded database on this loopback port for any PostgreSQL client.'),
  alert_retention_days: z
    .number()
    .positive()
    .max(36_500)
    .default(365)
    .describe('Alerts older than this are deleted.'),
})
export type Config = z.infer<typeof configSchema>
