/** What agents on hosts write: osquery, the audit daemon through laurel, OpenCanary. */
import { auditCommandLine } from './derived/audit.ts'
import { fields, holds, type Shape, shape, text } from './shape.ts'

export const HOST_SHAPES: readonly Shape[] = [
  shape({
    format: 'osquery',
    keys: [text('name'), text('action', 'added', 'removed', 'snapshot'), holds('map', 'columns')],
    added: fields({
      CommandLine: 'columns.cmdline',
      Image: 'columns.path',
      ProcessId: 'columns.pid',
      ParentProcessId: 'columns.parent',
      CurrentDirectory: 'columns.cwd',
      User: ['columns.username', 'columns.user'],
      TargetFilename: 'columns.target_path',
      DestinationIp: 'columns.remote_address',
      DestinationPort: 'columns.remote_port',
    }),
  }),
  shape({
    format: 'laurel',
    keys: [text('ID'), holds('map', 'SYSCALL'), text('SYSCALL.exe')],
    logsource: { product: 'linux', service: 'auditd' },
    lifted: [['SYSCALL'], ['CWD']],
    added: fields({
      Image: 'SYSCALL.exe',
      ProcessId: 'SYSCALL.pid',
      ParentProcessId: 'SYSCALL.ppid',
      ParentImage: 'PARENT_INFO.exe',
      CurrentDirectory: 'CWD.cwd',
      User: ['SYSCALL.EUID', 'SYSCALL.UID'],
      TargetFilename: 'PATH.name',
      name: 'PATH.name',
      nametype: 'PATH.nametype',
    }),
    derived: [auditCommandLine],
  }),
  shape({
    format: 'opencanary',
    keys: [holds('number', 'logtype'), text('node_id'), holds('map', 'logdata')],
    logsource: { product: 'opencanary', category: 'application' },
  }),
]
