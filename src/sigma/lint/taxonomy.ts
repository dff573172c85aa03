/**
 * The names that logsources have (specification 2.1, appendix taxonomy, "Log Sources", and what SigmaHQ's rules and
 * known products add to it), in lower case.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const PRODUCTS = words(`
  apache aws azure bitbucket cisco django fortigate fortios gcp github huawei juniper jvm kubernetes linux m365 macos
  modsecurity netflow nginx nodejs okta onelogin opencanary osquery paloalto python qualys rpc_firewall ruby_on_rails
  spring sql suricata velocity windows zeek`)

/** Of every product but Windows. */
export const SERVICES = words(`
  aaa activitylogs apache audit auditd auditlogs auth bgp clamav cloudtrail connection cron dce_rpc dns duo event
  exchange gcp.audit globalprotect google_workspace.admin google_workspace.login guacamole http kerberos ldp okta
  onelogin.events pim rdp riskdetection signinlogs smb_files sshd sslvpnd sudo syslog sysmon threat_detection
  threat_management vsftpd x509`)

export const CATEGORIES = words(`
  antivirus appliance application database dns file_event firewall network network_connection process_creation proxy
  webserver`)

export const WINDOWS_SERVICES = words(`
  application application-experience applocker appmodel-runtime appxdeployment-server appxpackaging-om bitlocker
  bits-client capi2 certificateservicesclient-lifecycle-system codeintegrity-operational dhcp diagnosis-scripted
  dns-client dns-server dns-server-analytic dns-server-audit driver-framework firewall-as hyper-v-worker
  iis-configuration kernel-event-tracing kernel-shimengine ldap lsa-server msexchange-management ntfs ntlm openssh
  powershell powershell-classic printservice-admin printservice-operational security security-mitigations sense
  servicebus-client shell-core smbclient-connectivity smbclient-security smbserver-connectivity sysmon system
  taskscheduler terminalservices-localsessionmanager vhdmp windefend wmi`)

export const WINDOWS_CATEGORIES = words(`
  antivirus clipboard_capture create_remote_thread create_stream_hash dns_query driver_load file_access
  file_block_executable file_block_shredding file_change file_delete file_delete_detected file_event
  file_executable_detected file_rename image_load network_connection pipe_created process_access process_creation
  process_tampering process_termination ps_classic_provider_start ps_classic_script ps_classic_start ps_module
  ps_script raw_access_thread registry_add registry_delete registry_event registry_rename registry_set sysmon_error
  sysmon_status wmi_event`)

/** Fields of events of a logsource. */
export interface FieldTable {
  /** The events that have them: those that are of all that is named here. */
  readonly product?: string
  readonly service?: string
  readonly categories?: readonly string[]
  readonly fields: readonly string[]
  /** Whether events have no other ones: all that are known stand in this table or another of the same events. */
  readonly is_complete: boolean
}

/** Of the system part of every Windows event, as its readers write it. */
const WINDOWS_EVENT = words(`
  EventID Channel Provider_Name Provider_Guid Computer Hostname Level Task Keywords Opcode Version EventRecordID UserID
  Message Data`)

const SYSMON = words('RuleName UtcTime ProcessGuid ProcessId')

/** Sysmon 15, and what 4688 of the Security log is given in its place. */
const PROCESS = words(`
  Image FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId
  TerminalSessionId IntegrityLevel Hashes imphash md5 sha1 sha256 ParentProcessGuid ParentProcessId ParentImage
  ParentCommandLine ParentUser`)
const SECURITY_4688 = words(`
  SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId NewProcessId NewProcessName TokenElevationType
  ParentProcessName TargetUserSid TargetUserName TargetDomainName TargetLogonId MandatoryLabel`)
const CONNECTION = words(`
  Image User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6
  DestinationIp DestinationHostname DestinationPort DestinationPortName`)

/** Sysmon's events by category. */
const SYSMON_FIELDS: Readonly<Record<string, readonly string[]>> = {
  process_creation: [...PROCESS, ...SECURITY_4688],
  file_change: words('Image TargetFilename CreationUtcTime PreviousCreationUtcTime User'),
  network_connection: CONNECTION,
  sysmon_status: words('State Version SchemaVersion Configuration ConfigurationFileHash'),
  process_termination: words('Image User'),
  driver_load: words('ImageLoaded Hashes Signed Signature SignatureStatus'),
  image_load: words(`
    Image ImageLoaded FileVersion Description Product Company OriginalFileName Hashes Signed Signature SignatureStatus
    User`),
  create_remote_thread: words(`
    SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress
    StartModule StartFunction SourceUser TargetUser`),
  raw_access_thread: words('Image Device User'),
  process_access: words(`
    SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage
    GrantedAccess CallTrace SourceUser TargetUser`),
  file_event: words('Image TargetFilename CreationUtcTime User'),
  registry_add: words('EventType Image TargetObject User'),
  registry_delete: words('EventType Image TargetObject User'),
  registry_set: words('EventType Image TargetObject Details User'),
  registry_rename: words('EventType Image TargetObject NewName User'),
  registry_event: words('EventType Image TargetObject Details NewName User'),
  create_stream_hash: words('Image TargetFilename CreationUtcTime Hash Contents User'),
  pipe_created: words('EventType PipeName Image User'),
  wmi_event: words('EventType Operation User EventNamespace Name Query Type Destination Consumer Filter'),
  dns_query: words('QueryName QueryStatus QueryResults Image User'),
  file_delete: words('User Image TargetFilename Hashes IsExecutable Archived'),
  clipboard_capture: words('Image Session ClientInfo Hashes Archived User'),
  process_tampering: words('Image Type User'),
  file_delete_detected: words('User Image TargetFilename Hashes IsExecutable'),
  file_block_executable: words('User Image TargetFilename Hashes'),
  file_block_shredding: words('User Image TargetFilename Hashes IsExecutable'),
  file_executable_detected: words('User Image TargetFilename Hashes'),
  sysmon_error: words('ID Description'),
}

/** Of the Security log, as far as rules ask for them. */
const SECURITY = words(`
  SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId TargetUserSid TargetUserName TargetDomainName
  TargetLogonId TargetSid TargetOutboundUserName TargetServerName TargetInfo TargetName LogonType LogonProcessName
  AuthenticationPackageName WorkstationName Workstation LogonGuid TransmittedServices LmPackageName KeyLength ProcessId
  ProcessName IpAddress IpPort ImpersonationLevel ElevatedToken Status SubStatus FailureReason ObjectServer ObjectType
  ObjectName ObjectValueName ObjectClass ObjectDN HandleId AccessList AccessMask PrivilegeList ShareName
  ShareLocalPath RelativeTargetName ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount TaskName
  TaskContent TaskContentNew TicketEncryptionType TicketOptions PreAuthType CertThumbprint AttributeLDAPDisplayName
  AttributeValue SamAccountName SidHistory AllowedToDelegateTo OldUacValue NewUacValue ServicePrincipalNames
  OldTargetUserName NewTargetUserName AuditPolicyChanges SubcategoryGuid OldValue NewValue Application SourceAddress
  SourcePort DestAddress DestPort FilterOrigin LayerRTID ClientProcessId ParentProcessId CallerProcessName Properties
  AdditionalInfo TemplateContent NewTemplateContent DeviceDescription ClassName AuditSourceName`)

/** Names of the W3C Extended Log File Format, which web servers and proxies share. */
const W3C = words(`
  date time c-ip s-ip s-port s-sitename s-computername c-uri c-uri-extension c-uri-query c-uri-stem c-useragent
  cs-bytes cs-cookie cs-host cs-method cs-uri cs-uri-query cs-uri-stem cs-uri-extension cs-user-agent cs-username
  cs-referer cs-referrer cs-version r-dns sc-bytes sc-status c-win32-status sc-win32-status sc-substatus time-taken
  src_ip dst_ip request`)

export const FIELD_TABLES: readonly FieldTable[] = [
  { product: 'windows', fields: WINDOWS_EVENT, is_complete: false },
  ...Object.entries(SYSMON_FIELDS).map(([category, fields]) => ({
    product: 'windows',
    categories: [category],
    fields: [...SYSMON, ...fields],
    is_complete: true,
  })),
  {
    product: 'windows',
    categories: ['ps_module'],
    fields: words('ContextInfo UserData Payload'),
    is_complete: true,
  },
  {
    product: 'windows',
    categories: ['ps_script'],
    fields: words('MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path'),
    is_complete: true,
  },
  { product: 'windows', service: 'security', fields: SECURITY, is_complete: false },
  // Sysmon for Linux, and what others write under its names.
  ...['linux', 'macos'].flatMap(product => [
    { product, categories: ['process_creation'], fields: [...SYSMON, ...PROCESS], is_complete: true },
    { product, categories: ['network_connection'], fields: [...SYSMON, ...CONNECTION], is_complete: true },
    {
      product,
      categories: ['file_event'],
      fields: [...SYSMON, ...words('Image TargetFilename CreationUtcTime User')],
      is_complete: true,
    },
  ]),
  { categories: ['webserver', 'proxy'], fields: W3C, is_complete: true },
  {
    categories: ['firewall'],
    fields: words('src_ip src_port dst_ip dst_port username action blocked'),
    is_complete: false,
  },
  { categories: ['antivirus'], fields: words('Filename Signature Action'), is_complete: false },
]
