/**
 * Which Sigma service a Windows event channel is, and which category an event is by channel and event id (Sigma
 * specification 2.1, appendix taxonomy, "Windows Folder").
 */
import type { Logsource } from '../../schema/logsource.ts'

/** By the channel's name in lower case. */
const SERVICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Application: 'application',
    Security: 'security',
    System: 'system',
    'DNS Server': 'dns-server',
    'MSExchange Management': 'msexchange-management',
    'OpenSSH/Operational': 'openssh',
    'Windows PowerShell': 'powershell-classic',
    'PowerShellCore/Operational': 'powershell',
    'Microsoft-IIS-Configuration/Operational': 'iis-configuration',
    'Microsoft-ServiceBus-Client/Admin': 'servicebus-client',
    'Microsoft-ServiceBus-Client/Operational': 'servicebus-client',
    'Microsoft-Windows-AppLocker/EXE and DLL': 'applocker',
    'Microsoft-Windows-AppLocker/MSI and Script': 'applocker',
    'Microsoft-Windows-AppLocker/Packaged app-Deployment': 'applocker',
    'Microsoft-Windows-AppLocker/Packaged app-Execution': 'applocker',
    'Microsoft-Windows-AppModel-Runtime/Admin': 'appmodel-runtime',
    'Microsoft-Windows-AppXDeploymentServer/Operational': 'appxdeployment-server',
    'Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant': 'application-experience',
    'Microsoft-Windows-Application-Experience/Program-Telemetry': 'application-experience',
    'Microsoft-Windows-AppxPackaging/Operational': 'appxpackaging-om',
    'Microsoft-Windows-BitLocker/BitLocker Management': 'bitlocker',
    'Microsoft-Windows-Bits-Client/Operational': 'bits-client',
    'Microsoft-Windows-CAPI2/Operational': 'capi2',
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational':
      'certificateservicesclient-lifecycle-system',
    'Microsoft-Windows-CodeIntegrity/Operational': 'codeintegrity-operational',
    'Microsoft-Windows-DHCP-Server/Operational': 'dhcp',
    'Microsoft-Windows-DNS Client Events/Operational': 'dns-client',
    'Microsoft-Windows-DNS-Client/Operational': 'dns-client',
    'Microsoft-Windows-DNS-Server/Analytical': 'dns-server-analytic',
    'Microsoft-Windows-DNSServer/Analytical': 'dns-server-analytic',
    'Microsoft-Windows-DNS-Server/Audit': 'dns-server-audit',
    'Microsoft-Windows-DNSServer/Audit': 'dns-server-audit',
    'Microsoft-Windows-Diagnosis-Scripted/Operational': 'diagnosis-scripted',
    'Microsoft-Windows-DriverFrameworks-UserMode/Operational': 'driver-framework',
    'Microsoft-Windows-Hyper-V-Worker': 'hyper-v-worker',
    'Microsoft-Windows-Hyper-V-Worker-Admin': 'hyper-v-worker',
    'Microsoft-Windows-Kernel-EventTracing': 'kernel-event-tracing',
    'Microsoft-Windows-Kernel-EventTracing/Admin': 'kernel-event-tracing',
    'Microsoft-Windows-Kernel-ShimEngine/Diagnostic': 'kernel-shimengine',
    'Microsoft-Windows-Kernel-ShimEngine/Operational': 'kernel-shimengine',
    'Microsoft-Windows-LDAP-Client/Debug': 'ldap',
    'Microsoft-Windows-LSA/Operational': 'lsa-server',
    'Microsoft-Windows-NTLM/Operational': 'ntlm',
    'Microsoft-Windows-Ntfs/Operational': 'ntfs',
    'Microsoft-Windows-PowerShell/Operational': 'powershell',
    'Microsoft-Windows-PrintService/Admin': 'printservice-admin',
    'Microsoft-Windows-PrintService/Operational': 'printservice-operational',
    'Microsoft-Windows-SENSE/Operational': 'sense',
    'Microsoft-Windows-Security-Mitigations/Kernel Mode': 'security-mitigations',
    'Microsoft-Windows-Security-Mitigations/KernelMode': 'security-mitigations',
    'Microsoft-Windows-Security-Mitigations/User Mode': 'security-mitigations',
    'Microsoft-Windows-Security-Mitigations/UserMode': 'security-mitigations',
    'Microsoft-Windows-Shell-Core/Operational': 'shell-core',
    'Microsoft-Windows-SmbClient/Connectivity': 'smbclient-connectivity',
    'Microsoft-Windows-SmbClient/Security': 'smbclient-security',
    'Microsoft-Windows-SMBServer/Connectivity': 'smbserver-connectivity',
    'Microsoft-Windows-Sysmon/Operational': 'sysmon',
    'Microsoft-Windows-TaskScheduler/Operational': 'taskscheduler',
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational':
      'terminalservices-localsessionmanager',
    'Microsoft-Windows-VHDMP/Operational': 'vhdmp',
    'Microsoft-Windows-VHDMP-Operational': 'vhdmp',
    'Microsoft-Windows-WMI-Activity/Operational': 'wmi',
    'Microsoft-Windows-Windows Defender/Operational': 'windefend',
    'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall': 'firewall-as',
  }).map(([channel, service]) => [channel.toLowerCase(), service]),
)

/** Sysmon's categories by event id. */
const SYSMON: ReadonlyMap<number, string> = new Map([
  [1, 'process_creation'],
  [2, 'file_change'],
  [3, 'network_connection'],
  [4, 'sysmon_status'],
  [5, 'process_termination'],
  [6, 'driver_load'],
  [7, 'image_load'],
  [8, 'create_remote_thread'],
  [9, 'raw_access_thread'],
  [10, 'process_access'],
  [11, 'file_event'],
  [12, 'registry_add'],
  [13, 'registry_set'],
  [14, 'registry_rename'],
  [15, 'create_stream_hash'],
  [16, 'sysmon_status'],
  [17, 'pipe_created'],
  [18, 'pipe_created'],
  [19, 'wmi_event'],
  [20, 'wmi_event'],
  [21, 'wmi_event'],
  [22, 'dns_query'],
  [23, 'file_delete'],
  [24, 'clipboard_capture'],
  [25, 'process_tampering'],
  [26, 'file_delete_detected'],
  [27, 'file_block_executable'],
  [28, 'file_block_shredding'],
  [29, 'file_executable_detected'],
  [255, 'sysmon_error'],
])

const CATEGORIES: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map([
  ['sysmon', SYSMON],
  ['security', new Map([[4688, 'process_creation']])],
  [
    'powershell',
    new Map([
      [4103, 'ps_module'],
      [4104, 'ps_script'],
    ]),
  ],
  [
    'powershell-classic',
    new Map([
      [400, 'ps_classic_start'],
      [600, 'ps_classic_provider_start'],
      [800, 'ps_classic_script'],
    ]),
  ],
])

/** Sysmon 12 tells additions from deletions in `EventType` only. */
const REGISTRY_DELETIONS: ReadonlySet<unknown> = new Set(['DeleteKey', 'DeleteValue'])

/** The logsource of an event of `channel`; `event_type` is the field `EventType` of registry events. */
export function windowsLogsource(channel: string, event_id: number, event_type: unknown): Logsource {
  const service = SERVICES.get(channel.toLowerCase())
  if (service === undefined) return { product: 'windows' }
  const category = CATEGORIES.get(service)?.get(event_id)
  if (category === undefined) return { product: 'windows', service }
  const deletion = category === 'registry_add' && REGISTRY_DELETIONS.has(event_type)
  return { product: 'windows', service, category: deletion ? 'registry_delete' : category }
}
