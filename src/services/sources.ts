import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { SentinelError } from '../errors.ts'
import { type SourceSettings, sourceSettingsSchema } from '../schema/config.ts'
import { parseSyslogAddress } from '../schema/listen-address.ts'
import type { OnTrouble } from '../schema/trouble.ts'
import { createFileSource } from '../sources/file/file-source.ts'
import { createHttpSource } from '../sources/http/http-source.ts'
import { createJournalSource } from '../sources/journal/journal-source.ts'
import type { Source } from '../sources/source.ts'
import { createStdinSource } from '../sources/stdin.ts'
import { createSyslogSource } from '../sources/syslog/syslog-source.ts'
import type { ServiceContext } from './context.ts'
import { defaultLog, namesSources } from './default-log.ts'
import { readPem } from './parts.ts'

/** Stands for standard input where a path does. */
const STDIN = '-'

/** Every way in that the configuration opens; where it names none, the log in the data folder. */
export function openSources(context: ServiceContext, stdin: Readable, onTrouble: OnTrouble): Source[] {
  const { config, clock, logger, host } = context
  const { data_dir, start_at, line_bytes_max } = config
  const positions = join(data_dir, 'positions')
  const named = namesSources(config) ? config.sources : [sourceSettingsSchema.parse(defaultLog(data_dir))]
  const paths = named.filter(({ path }) => path !== STDIN)
  const sources = stdinSources(named, context, { input: stdin, positions, onTrouble })
  if (paths.length > 0) {
    sources.push(
      createFileSource({
        paths,
        checkpoints: positions,
        host,
        start_at,
        line_bytes_max,
        clock,
        logger,
        onTrouble,
      }),
    )
  }
  sources.push(...syslogSources(context, positions, onTrouble), ...httpSources(context, positions, onTrouble))
  if (config.journal.enabled) {
    const state_file = join(positions, 'journal.json')
    sources.push(createJournalSource({ state_file, start_at, line_bytes_max, clock, logger, onTrouble }))
  }
  return sources
}

function stdinSources(
  named: readonly SourceSettings[],
  { config, clock, logger }: ServiceContext,
  { input, positions, onTrouble }: { input: Readable; positions: string; onTrouble: OnTrouble },
) {
  const [first, ...more] = named.filter(({ path }) => path === STDIN)
  if (more.length > 0) {
    throw new SentinelError('CONFIG_INVALID', {
      where: 'sources',
      found: `${STDIN} more than once`,
      expected: 'standard input once at most, for it can be read only once',
    })
  }
  if (first === undefined) return []
  const { logsource } = first
  const { line_bytes_max } = config
  const ledger_file = ledgerFile(positions, 'stdin')
  return [createStdinSource({ input, logsource, ledger_file, clock, logger, onTrouble, line_bytes_max })]
}

function syslogSources(
  { config, clock, logger }: ServiceContext,
  positions: string,
  onTrouble: OnTrouble,
): Source[] {
  const { listen, tls_cert, tls_key, tls_client_ca } = config.syslog
  const addresses = [...new Set(listen)].map(text => ({ text, address: parseSyslogAddress(text) }))
  return addresses.flatMap(({ text, address }) => {
    if (address === null) return []
    const tls =
      address.protocol === 'tls' && tls_cert !== null && tls_key !== null
        ? {
            cert: readPem(tls_cert, '--syslog-tls-cert'),
            key: readPem(tls_key, '--syslog-tls-key'),
            ...(tls_client_ca !== null && { client_ca: readPem(tls_client_ca, '--syslog-tls-client-ca') }),
          }
        : null
    return [
      createSyslogSource({
        listen: address,
        tls,
        ledger_file: ledgerFile(positions, text),
        clock,
        logger,
        onTrouble,
      }),
    ]
  })
}

function httpSources(
  { config, clock, logger }: ServiceContext,
  positions: string,
  onTrouble: OnTrouble,
): Source[] {
  const { host, port, token, tls_cert, tls_key } = config.ingest
  if (port === null || token === null) return []
  const tls =
    tls_cert !== null && tls_key !== null
      ? { cert: readPem(tls_cert, '--ingest-tls-cert'), key: readPem(tls_key, '--ingest-tls-key') }
      : null
  const ledger_file = ledgerFile(positions, `http://${host}:${port}`)
  return [
    createHttpSource({
      host,
      port,
      token,
      tls,
      ledger_file,
      line_bytes_max: config.line_bytes_max,
      clock,
      logger,
      onTrouble,
    }),
  ]
}

function ledgerFile(positions: string, listener: string): string {
  return join(positions, 'listeners', `${encodeURIComponent(listener)}.json`)
}
