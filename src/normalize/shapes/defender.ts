/**
 * Microsoft Defender's tables of what happened on devices, as advanced hunting and Log Analytics have them, under
 * Sysmon's names.
 * https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables
 */
import { anyOf, fields, type Shape, shape, text } from './shape.ts'

/** Who did it: the process that the other tables are about. */
const INITIATOR = fields({
  Image: 'InitiatingProcessFolderPath',
  CommandLine: 'InitiatingProcessCommandLine',
  ProcessId: 'InitiatingProcessId',
  ParentImage: 'InitiatingProcessParentFileName',
  User: 'InitiatingProcessAccountName',
})

interface Table {
  readonly actions: readonly string[]
  readonly category: string
  /** What each of its records has; `FolderPath` if not given. */
  readonly place?: string
  readonly added: Shape['added']
}

const TABLES: readonly Table[] = [
  {
    actions: ['ProcessCreated', 'OpenProcessCreated'],
    category: 'process_creation',
    added: fields({
      Image: 'FolderPath',
      CommandLine: 'ProcessCommandLine',
      ParentImage: 'InitiatingProcessFolderPath',
      ParentCommandLine: 'InitiatingProcessCommandLine',
      OriginalFileName: 'ProcessVersionInfoOriginalFileName',
      Description: 'ProcessVersionInfoFileDescription',
      Product: 'ProcessVersionInfoProductName',
      Company: 'ProcessVersionInfoCompanyName',
      IntegrityLevel: 'ProcessIntegrityLevel',
      User: 'AccountName',
      ParentProcessId: 'InitiatingProcessId',
    }),
  },
  {
    actions: ['FileCreated', 'FileRenamed', 'FileModified'],
    category: 'file_event',
    added: [...fields({ TargetFilename: 'FolderPath' }), ...INITIATOR],
  },
  {
    actions: ['FileDeleted'],
    category: 'file_delete',
    added: [...fields({ TargetFilename: 'FolderPath' }), ...INITIATOR],
  },
  {
    actions: ['ImageLoaded'],
    category: 'image_load',
    added: [...fields({ ImageLoaded: 'FolderPath' }), ...INITIATOR],
  },
  {
    actions: [
      'ConnectionSuccess',
      'ConnectionRequest',
      'ConnectionFound',
      'ConnectionAttempt',
      'ConnectionFailed',
    ],
    category: 'network_connection',
    place: 'RemoteIP',
    added: [
      ...fields({
        DestinationIp: 'RemoteIP',
        DestinationPort: 'RemotePort',
        DestinationHostname: 'RemoteUrl',
        SourceIp: 'LocalIP',
        SourcePort: 'LocalPort',
      }),
      ...INITIATOR,
    ],
  },
]

/** The tables do not say of which system a device is; the rules for these actions are those of Windows. */
export const DEFENDER_SHAPES: readonly Shape[] = TABLES.map(
  ({ actions, category, place = 'FolderPath', added }) =>
    shape({
      format: 'defender',
      keys: [text('ActionType', ...actions), text('DeviceName'), text(place)],
      logsource: { product: 'windows', category },
      added,
      host: anyOf('DeviceName'),
    }),
)
