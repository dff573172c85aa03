/** Services of products that tell by one field what a record is of. */
import type { LogsourceEntry } from '../../schema/logsource.ts'

/** Zeek's logs by the name of the log. */
const ZEEK = [
  'dce_rpc',
  'dns',
  'http',
  'kerberos',
  'rdp',
  'smb_files',
  'x509',
  'conn',
  'ssl',
  'files',
  'ssh',
  'smtp',
  'ntlm',
]

/** What only one of its logs has, for files that do not say which they are; later ones count where none before does. */
const ZEEK_FIELDS: Readonly<Record<string, readonly Readonly<Record<string, string[]>>[]>> = {
  dns: [{ qtype_name: ['*'] }, { trans_id: ['*'], rcode: ['*'] }],
  http: [{ request_body_len: ['*'] }],
  dce_rpc: [{ endpoint: ['*'], operation: ['*'] }],
  kerberos: [{ request_type: ['AS', 'TGS'] }],
  rdp: [{ security_protocol: ['*'] }],
  smb_files: [{ action: ['SMB::*'] }],
  x509: [{ 'certificate.serial': ['*'] }],
  conn: [{ conn_state: ['*'] }],
}

export const SERVICE_LOGSOURCES: readonly LogsourceEntry[] = [
  ...ZEEK.map(service => ({
    when: { product: 'zeek', fields: { _path: [service] } },
    logsource: { service },
  })),
  ...Object.entries(ZEEK_FIELDS).flatMap(([service, logs]) =>
    logs.map(fields => ({ when: { product: 'zeek', fields: { ...fields } }, logsource: { service } })),
  ),
  { when: { product: 'zeek', service: 'dns' }, logsource: { category: 'dns' } },
  { when: { product: 'suricata', fields: { event_type: ['dns'] } }, logsource: { category: 'dns' } },
  // What rules ask for of the compliance centre is spread over several services, told apart by no field.
  {
    when: {
      product: 'm365',
      fields: {
        Workload: [
          'Exchange',
          'AzureActiveDirectory',
          'SharePoint',
          'OneDrive',
          'MicrosoftTeams',
          'ThreatIntelligence',
        ],
      },
    },
    logsource: { service: 'audit' },
  },
  ...[
    ['admin', 'google_workspace.admin'],
    ['login', 'google_workspace.login'],
  ].map(([name = '', service = '']) => ({
    when: { product: 'gcp', fields: { eventService: [`${name}.googleapis.com`] } },
    logsource: { service },
  })),
  {
    when: {
      product: 'azure',
      service: 'riskdetection',
      fields: {
        riskEventType: [
          '*AlertIncident',
          'rolesAssignedOutsidePrivilegedIdentityManagementAlertConfiguration',
        ],
      },
    },
    logsource: { service: 'pim' },
  },
  {
    when: { fields: { EventLog: ['RPCFW'] } },
    logsource: { product: 'rpc_firewall', category: 'application' },
  },
  // What osquery tells of its host, if it is asked to.
  ...[
    ['windows', ['windows']],
    ['macos', ['darwin']],
    ['linux', ['ubuntu', 'debian', 'rhel', 'centos', 'amzn', 'fedora', 'arch', 'sles', 'linux']],
  ].map(([product = '', platforms = []]) => ({
    when: { fields: { 'decorations.platform': [platforms].flat() } },
    logsource: { product: String(product) },
  })),
  {
    when: { fields: { 'columns.cmdline': ['*'], name: ['*process_events'] } },
    logsource: { category: 'process_creation' },
  },
  // The audit daemon through laurel.
  {
    when: { product: 'linux', service: 'auditd', fields: { type: ['EXECVE'], syscall: ['59', '322'] } },
    logsource: { category: 'process_creation' },
  },
]
