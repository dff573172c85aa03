/**
 * Windows events: which service an event channel is, and which category an event is by service and event id (Sigma
 * specification 2.1, appendix taxonomy, "Windows Folder").
 */
import type { LogsourceEntry } from '../../schema/logsource.ts'

/** Service by channel. The public rules say `microsoft-servicebus-client` where the taxonomy has `servicebus-client`. */
const SERVICES: Readonly<Record<string, string>> = {
  Application: 'application',
  Security: 'security',
  System: 'system',
  'DNS Server': 'dns-server',
  'MSExchange Management': 'msexchange-management',
  'OpenSSH/Operational': 'openssh',
  'Windows PowerShell': 'powershell-classic',
  'PowerShellCore/Operational': 'powershell',
  'Microsoft-IIS-Configuration/Operational': 'iis-configuration',
  'Microsoft-ServiceBus-Client/Admin': 'microsoft-servicebus-client',
  'Microsoft-ServiceBus-Client/Operational': 'microsoft-servicebus-client',
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
}

/** Category by event id, for each service. */
const CATEGORIES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  sysmon: {
    1: 'process_creation',
    2: 'file_change',
    3: 'network_connection',
    4: 'sysmon_status',
    5: 'process_termination',
    6: 'driver_load',
    7: 'image_load',
    8: 'create_remote_thread',
    9: 'raw_access_thread',
    10: 'process_access',
    11: 'file_event',
    12: 'registry_add',
    13: 'registry_set',
    14: 'registry_rename',
    15: 'create_stream_hash',
    16: 'sysmon_status',
    17: 'pipe_created',
    18: 'pipe_created',
    19: 'wmi_event',
    20: 'wmi_event',
    21: 'wmi_event',
    22: 'dns_query',
    23: 'file_delete',
    24: 'clipboard_capture',
    25: 'process_tampering',
    26: 'file_delete_detected',
    27: 'file_block_executable',
    28: 'file_block_shredding',
    29: 'file_executable_detected',
    255: 'sysmon_error',
  },
  security: { 4688: 'process_creation' },
  powershell: { 4103: 'ps_module', 4104: 'ps_script' },
  'powershell-classic': {
    400: 'ps_classic_start',
    600: 'ps_classic_provider_start',
    800: 'ps_classic_script',
  },
}

/** Events of the tracing provider of files, which has no channel that is read as a log. */
const KERNEL_FILE: Readonly<Record<number, string>> = {
  12: 'file_access',
  19: 'file_rename',
  26: 'file_delete',
  27: 'file_rename',
  30: 'file_event',
}

export const WINDOWS_LOGSOURCES: readonly LogsourceEntry[] = [
  ...Object.entries(SERVICES).map(([channel, service]) => ({
    when: { product: 'windows', channel: [channel] },
    logsource: { service },
  })),
  // Sysmon 12 tells additions from deletions in `EventType` only.
  {
    when: {
      product: 'windows',
      service: 'sysmon',
      event_id: [12],
      fields: { EventType: ['DeleteKey', 'DeleteValue'] },
    },
    logsource: { category: 'registry_delete' },
  },
  ...Object.entries(KERNEL_FILE).map(([event_id, category]) => ({
    when: {
      product: 'windows',
      event_id: [Number(event_id)],
      fields: { Provider_Name: ['Microsoft-Windows-Kernel-File'] },
    },
    logsource: { category },
  })),
  ...Object.entries(CATEGORIES).flatMap(([service, categories]) =>
    Object.entries(categories).map(([event_id, category]) => ({
      when: { product: 'windows', service, event_id: [Number(event_id)] },
      logsource: { category },
    })),
  ),
]
