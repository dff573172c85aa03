/** What sensors on hosts write in JSON: CrowdStrike's Falcon Data Replicator, Falco, macOS. Sysmon's names for it. */
import { argumentList } from './derived/audit.ts'
import { falconParent } from './derived/falcon.ts'
import { fields, holds, type NamedField, type Shape, shape, text } from './shape.ts'

const PLATFORMS: readonly (readonly [platform: string, product: string])[] = [
  ['Win', 'windows'],
  ['Mac', 'macos'],
  ['Lin', 'linux'],
]

/** Falcon's events by Sigma's category; of others the category stays unknown. */
const FALCON: readonly (readonly [
  category: string,
  events: readonly string[],
  added: readonly NamedField[],
])[] = [
  [
    'process_creation',
    ['ProcessRollup2', 'SyntheticProcessRollup2'],
    fields({ Image: 'ImageFileName', ProcessId: 'RawProcessId', User: 'UserName' }),
  ],
  ['dns_query', ['DnsRequest*'], fields({ QueryName: 'DomainName', query: 'DomainName' })],
  [
    'network_connection',
    ['NetworkConnect*', 'NetworkReceiveAccept*'],
    fields({
      DestinationIp: ['RemoteAddressIP4', 'RemoteAddressIP6'],
      DestinationPort: ['RemotePort', 'RPort'],
      SourceIp: ['LocalAddressIP4', 'LocalAddressIP6'],
      SourcePort: ['LocalPort', 'LPort'],
    }),
  ],
  ['file_event', ['*FileWritten'], fields({ TargetFilename: ['TargetFileName', 'TargetFilePath'] })],
  [
    'registry_set',
    ['Asep*', 'RegGenericValue*', 'RegSystemConfigValue*'],
    fields({ TargetObject: 'RegObjectName', Details: 'RegStringValue' }),
  ],
]
const FALCON_ANY = fields({
  Image: ['ContextImageFileName', 'ContextBaseFileName'],
  Computer: 'ComputerName',
})

/** Falco's alerts, of which the fields that rules know are told under their own names with dots in them. */
const FALCO: readonly NamedField[] = (
  [
    ['Image', 'proc.exepath'],
    ['CommandLine', 'proc.cmdline'],
    ['ParentImage', 'proc.pexepath'],
    ['ParentCommandLine', 'proc.pcmdline'],
    ['CurrentDirectory', 'proc.cwd'],
    ['User', 'user.name'],
    ['TargetFilename', 'fd.name'],
    ['DestinationIp', 'fd.rip'],
    ['DestinationPort', 'fd.rport'],
  ] as const
).map(([name, own]) => ({ name, from: [['output_fields', own]] }))

export const SENSOR_SHAPES: readonly Shape[] = [
  ...PLATFORMS.flatMap(([platform, product]) => [
    ...FALCON.map(([category, events, added]) =>
      shape({
        format: 'crowdstrike',
        keys: [text('event_simpleName', ...events), text('event_platform', platform), text('aid')],
        logsource: { product, category },
        added: [...added, ...FALCON_ANY],
        derived: [falconParent],
      }),
    ),
    shape({
      format: 'crowdstrike',
      keys: [text('event_simpleName'), text('event_platform', platform), text('aid')],
      logsource: { product },
      added: FALCON_ANY,
    }),
  ]),
  shape({
    format: 'falco',
    keys: [
      text('rule'),
      text('output'),
      text('priority'),
      text('source', 'syscall'),
      holds('map', 'output_fields'),
    ],
    logsource: { product: 'linux', service: 'falco' },
    added: FALCO,
  }),
  // `log show --style ndjson`
  shape({
    format: 'macos-log',
    keys: [text('eventMessage'), text('processImagePath'), text('machTimestamp')],
    logsource: { product: 'macos' },
    added: fields({ Image: 'processImagePath', ProcessId: 'processID', message: 'eventMessage' }),
  }),
  shape({
    format: 'macos-log',
    keys: [text('eventMessage'), text('processImagePath'), holds('number', 'machTimestamp')],
    logsource: { product: 'macos' },
    added: fields({ Image: 'processImagePath', ProcessId: 'processID', message: 'eventMessage' }),
  }),
  // `eslogger exec`, of the framework for endpoint security
  shape({
    format: 'eslogger',
    keys: [
      holds('number', 'schema_version'),
      holds('map', 'process'),
      text('event.exec.target.executable.path'),
    ],
    logsource: { product: 'macos', category: 'process_creation' },
    added: fields({
      Image: 'event.exec.target.executable.path',
      ProcessId: 'event.exec.target.audit_token.pid',
      ParentImage: 'process.executable.path',
      CurrentDirectory: 'event.exec.cwd.path',
    }),
    derived: [argumentList(['event', 'exec', 'args'])],
  }),
  shape({
    format: 'eslogger',
    keys: [holds('number', 'schema_version'), holds('map', 'process'), holds('map', 'event')],
    logsource: { product: 'macos' },
    added: fields({
      Image: 'process.executable.path',
      TargetFilename: [
        'event.create.destination.existing_file.path',
        'event.write.target.path',
        'event.close.target.path',
      ],
    }),
  }),
]
