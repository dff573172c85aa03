/** What shippers, agents and exports put around a record. */
import { type JsonObject, textAt, valueAt } from '../json/json-object.ts'
import { anyOf, holds, text } from '../shapes/shape.ts'
import { around, type Content, type Envelope } from './envelope.ts'

/** Splunk: its HTTP Event Collector, and results of searches. */
const SPLUNK: readonly Envelope[] = [
  around('event', holds('map', 'event'), text('sourcetype')),
  around('event', text('event'), text('sourcetype')),
  around('event', holds('map', 'event'), text('host'), text('source')),
  around('result', holds('map', 'result'), text('result._raw')),
  around('result', holds('map', 'result'), text('result.sourcetype')),
  around('_raw', text('_raw')),
]

/** Elasticsearch's documents, and Beats, which put the line that they read into `message`. */
const ELASTIC: readonly Envelope[] = [
  around('_source', text('_index'), holds('map', '_source')),
  around('event.original', text('@timestamp'), text('event.original')),
  around('message', text('@timestamp'), text('log.file.path'), text('message')),
]

/** Wazuh: the audit logs that it has decoded, or the line. Events of Windows are in `windows.ts`. */
const WAZUH: readonly Envelope[] = [
  ...['data.aws', 'data.office365', 'data.github', 'data.gcp'].map(path =>
    around(path, holds('map', 'decoder'), holds('map', path)),
  ),
  around('full_log', holds('map', 'decoder'), text('full_log')),
]

const CLOUDS: readonly Envelope[] = [
  // https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
  around('detail', text('detail-type'), text('source'), holds('map', 'detail')),
  // CloudWatch Logs, as read from its API and as subscriptions send it.
  around('message', holds('number', 'ingestionTime'), text('message')),
  around('message', text('id'), holds('number', 'timestamp'), text('message')),
  // The compliance centre's exports, and its search by PowerShell.
  around('AuditData', text('AuditData')),
  // What CloudTrail answers when it is asked for events.
  around('CloudTrailEvent', text('CloudTrailEvent'), text('EventSource')),
  // What Azure's diagnostic settings and Defender's streaming put around records of others.
  around('properties.log', text('properties.log'), text('category', 'kube-*')),
  around('properties', text('category', 'AdvancedHunting-*'), holds('map', 'properties')),
]

/** Container runtimes, Vector, Chainsaw. */
const OTHERS: readonly Envelope[] = [
  around('log', text('log'), text('stream')),
  around('log', text('log'), holds('map', 'kubernetes')),
  around('message', text('message'), text('source_type', 'file', 'stdin', 'kubernetes_logs', 'docker_logs')),
  around('document.data', text('document.kind', 'evtx'), holds('map', 'document.data')),
]

/** Graylog's format, which Docker writes too. */
const GELF = around('short_message', text('short_message'), text('version', '1.*'), text('host'))

/** Where shippers keep what a line of syslog tells: under these names, each with others for the host and process id. */
function syslog(program: string, message: string, ...more: Envelope['keys']): Envelope {
  return {
    keys: [text(program), text(message), ...more],
    contentOf: object => syslogContent(object, program, message),
  }
}

const HOSTS = anyOf(
  'hostname',
  'host',
  'HOST',
  '_HOSTNAME',
  'HostName',
  'Computer',
  'host.hostname',
  'host.name',
)
const PROCESS_IDS = anyOf(
  '_process_id',
  'procid',
  'pid',
  'PID',
  '_PID',
  'SYSLOG_PID',
  'ProcessID',
  'process.pid',
)

function syslogContent(object: JsonObject, program: string, message: string): Content | undefined {
  const name = textAt(object, anyOf(program))
  const said = textAt(object, anyOf(message))
  if (name === undefined || said === undefined) return undefined
  const pid = PROCESS_IDS.map(path => valueAt(object, path)).find(isNumberOrText)
  return {
    syslog: {
      hostname: textAt(object, HOSTS),
      program: name,
      pid: pid === undefined ? undefined : String(pid),
      message: said,
    },
  }
}

function isNumberOrText(value: unknown): value is number | string {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}

const SYSLOG: readonly Envelope[] = [
  // rsyslog's properties
  syslog('programname', 'message'),
  syslog('programname', 'msg'),
  // Vector
  syslog('appname', 'message', text('hostname')),
  // journald through Vector and Fluent Bit
  syslog('SYSLOG_IDENTIFIER', 'message'),
  syslog('SYSLOG_IDENTIFIER', 'MESSAGE'),
  // Fluentd's and Fluent Bit's parsers
  syslog('ident', 'message', text('host')),
  // syslog-ng
  syslog('PROGRAM', 'MESSAGE'),
  // Log Analytics
  syslog('ProcessName', 'SyslogMessage'),
  // GELF, whose own names have an underscore in front
  syslog('_application_name', 'short_message', text('version')),
  // Elastic's system integration
  syslog('process.name', 'message', text('event.dataset', 'system.auth', 'system.syslog')),
]

export const SHIPPER_ENVELOPES: readonly Envelope[] = [
  ...SPLUNK,
  ...ELASTIC,
  ...WAZUH,
  ...CLOUDS,
  ...OTHERS,
  ...SYSLOG,
  GELF,
]
