/** One record of each shape of JSON, by the documentation of its product. */
import type { Logsource } from '../../schema/logsource.ts'

export interface Sample {
  /** The format of its event. */
  readonly name: string
  readonly record: Record<string, unknown>
  readonly logsource: Logsource
  /** Names that rules use, and their values. */
  readonly fields: Record<string, unknown>
}

export const SAMPLES: readonly Sample[] = [
  {
    name: 'cloudtrail',
    record: {
      eventVersion: '1.08',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      userIdentity: { type: 'Root' },
    },
    logsource: { product: 'aws', service: 'cloudtrail' },
    fields: { eventName: 'CreateUser' },
  },
  {
    name: 'kubernetes-audit',
    record: {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      auditID: 'a',
      stage: 'ResponseComplete',
      verb: 'create',
      objectRef: { resource: 'pods', apiGroup: 'apps' },
      requestObject: {
        spec: {
          containers: [{ securityContext: { capabilities: { add: ['NET_RAW'] } } }],
          volumes: [{ hostPath: { path: '/etc' } }, { emptyDir: {} }],
        },
      },
    },
    logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
    fields: { apiGroup: 'apps', capabilities: ['NET_RAW'], hostPath: ['/etc'] },
  },
  {
    name: 'gcp-audit',
    record: {
      logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity',
      resource: { type: 'k8s_cluster' },
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        methodName: 'io.k8s.core.v1.pods.create',
        serviceName: 'k8s.io',
      },
    },
    logsource: { product: 'gcp', service: 'gcp.audit' },
    fields: {
      'gcp.audit.method_name': 'io.k8s.core.v1.pods.create',
      'data.protoPayload.resource.type': 'k8s_cluster',
    },
  },
  {
    name: 'google-workspace',
    record: {
      kind: 'admin#reports#activity',
      id: { applicationName: 'admin' },
      events: [{ type: 'SETTINGS', name: 'CHANGE_APPLICATION_SETTING' }],
    },
    logsource: { product: 'gcp', service: 'google_workspace.admin' },
    fields: { eventService: 'admin.googleapis.com', eventName: ['CHANGE_APPLICATION_SETTING'] },
  },
  {
    name: 'google-workspace',
    record: {
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        serviceName: 'login.googleapis.com',
        methodName: 'google.login.LoginService.loginFailure',
        metadata: { event: [{ eventName: 'login_failure' }] },
      },
      logName: 'organizations/1/logs/cloudaudit.googleapis.com%2Fdata_access',
    },
    logsource: { product: 'gcp', service: 'google_workspace.login' },
    fields: { eventName: ['login_failure'] },
  },
  {
    name: 'okta',
    record: {
      eventType: 'user.session.start',
      published: '2026-01-01T00:00:00Z',
      uuid: 'u',
      actor: { alternateId: 'a@example.com' },
    },
    logsource: { product: 'okta', service: 'okta' },
    fields: { eventType: 'user.session.start' },
  },
  {
    name: 'github-audit',
    record: { action: 'repo.destroy', actor: 'octocat', org: 'acme', created_at: 1621305118404 },
    logsource: { product: 'github', service: 'audit' },
    fields: { action: 'repo.destroy' },
  },
  {
    name: 'm365-audit',
    record: {
      CreationTime: '2026-01-01T00:00:00',
      Operation: 'UserLoggedIn',
      Workload: 'AzureActiveDirectory',
      RecordType: 15,
      ResultStatus: 'Success',
    },
    logsource: { product: 'm365', service: 'audit' },
    fields: { eventSource: 'AzureActiveDirectory', eventName: 'UserLoggedIn', status: 'Success' },
  },
  {
    name: 'onelogin',
    record: { event_type_id: 13, account_id: 1, user_name: 'a' },
    logsource: { product: 'onelogin', service: 'onelogin.events' },
    fields: { event_type_id: 13 },
  },
  {
    name: 'bitbucket-audit',
    record: { auditType: { category: 'Permissions', action: 'Global permission granted' } },
    logsource: { product: 'bitbucket', service: 'audit' },
    fields: {},
  },
  {
    name: 'duo',
    record: {
      event_type: 'authentication',
      reason: 'user_marked_fraud',
      access_device: { ip: '192.0.2.1' },
      auth_device: { ip: '192.0.2.2' },
    },
    logsource: { product: 'cisco', service: 'duo' },
    fields: {},
  },
  {
    name: 'azure-activity',
    record: {
      resourceId: '/SUBSCRIPTIONS/1/RESOURCEGROUPS/A',
      operationName: 'MICROSOFT.NETWORK/DNSZONES/DELETE',
      category: 'Administrative',
    },
    logsource: { product: 'azure', service: 'activitylogs' },
    fields: {
      OperationNameValue: 'MICROSOFT.NETWORK/DNSZONES/DELETE',
      CategoryValue: 'Administrative',
      'properties.message': 'MICROSOFT.NETWORK/DNSZONES/DELETE',
    },
  },
  {
    name: 'azure-audit',
    record: {
      operationName: 'Add member to role',
      category: 'AuditLogs',
      properties: {
        activityDisplayName: 'Add member to role',
        category: 'RoleManagement',
        loggedByService: 'Core Directory',
      },
    },
    logsource: { product: 'azure', service: 'auditlogs' },
    fields: {
      Category: 'RoleManagement',
      LoggedByService: 'Core Directory',
      'properties.message': 'Add member to role',
    },
  },
  {
    name: 'azure-signin',
    record: {
      category: 'NonInteractiveUserSignInLogs',
      resultType: '50126',
      properties: { deviceDetail: { isCompliant: false }, clientAppUsed: 'IMAP' },
    },
    logsource: { product: 'azure', service: 'signinlogs' },
    fields: { ResultType: '50126', ClientApp: 'IMAP', DeviceDetail: { isCompliant: false } },
  },
  {
    name: 'azure-risk',
    record: { category: 'UserRiskEvents', properties: { riskEventType: 'anonymizedIPAddress' } },
    logsource: { product: 'azure', service: 'riskdetection' },
    fields: { riskEventType: 'anonymizedIPAddress' },
  },
  {
    name: 'azure-risk',
    record: { riskEventType: 'staleSignInAlertIncident', riskState: 'atRisk', riskLevel: 'low' },
    logsource: { product: 'azure', service: 'pim' },
    fields: {},
  },
  {
    name: 'log-analytics',
    record: {
      Type: 'AuditLogs',
      TenantId: 't',
      TimeGenerated: '2026-01-01T00:00:00Z',
      OperationName: 'Add user',
    },
    logsource: { product: 'azure', service: 'auditlogs' },
    fields: { operationName: 'Add user' },
  },
  {
    name: 'zeek',
    record: {
      _path: 'dns',
      ts: 1591367999.3,
      uid: 'CMdzit1AMNsmfAIiQc',
      'id.orig_h': '192.0.2.1',
      query: 'a.example',
      qtype_name: 'TXT',
      answers: ['x'],
    },
    logsource: { product: 'zeek', service: 'dns', category: 'dns' },
    fields: { src_ip: '192.0.2.1', record_type: 'TXT', answer: ['x'] },
  },
  {
    name: 'suricata',
    record: {
      event_type: 'http',
      timestamp: '2026-01-01T00:00:00.000000+0000',
      flow_id: 1,
      src_ip: '192.0.2.1',
      dest_ip: '192.0.2.2',
      http: { hostname: 'a.example', url: '/x', http_user_agent: 'curl', http_method: 'GET', status: 200 },
    },
    logsource: { product: 'suricata' },
    fields: { dst_ip: '192.0.2.2', 'c-uri': '/x', 'c-useragent': 'curl', 'cs-method': 'GET' },
  },
  {
    name: 'osquery',
    record: {
      name: 'pack_x_process_events',
      action: 'added',
      decorations: { platform: 'darwin' },
      columns: { cmdline: 'whoami', path: '/usr/bin/whoami' },
    },
    logsource: { product: 'macos', category: 'process_creation' },
    fields: { CommandLine: 'whoami', Image: '/usr/bin/whoami' },
  },
  {
    name: 'laurel',
    record: {
      ID: '1615114232.375:15558',
      SYSCALL: { arch: '0xc000003e', syscall: 59, exe: '/usr/bin/whoami', EUID: 'root', ppid: 1 },
      EXECVE: { argc: 2, ARGV: ['whoami', '-x'] },
      PARENT_INFO: { exe: '/usr/bin/bash' },
    },
    logsource: { product: 'linux', service: 'auditd', category: 'process_creation' },
    fields: {
      CommandLine: 'whoami -x',
      Image: '/usr/bin/whoami',
      ParentImage: '/usr/bin/bash',
      User: 'root',
      type: 'EXECVE',
      a1: '-x',
    },
  },
  {
    name: 'opencanary',
    record: { logtype: 4002, node_id: 'canary', logdata: { USERNAME: 'a' } },
    logsource: { product: 'opencanary', category: 'application' },
    fields: {},
  },
  {
    name: 'nginx-json',
    record: {
      remote_addr: '192.0.2.1',
      request: 'GET /a?b=1 HTTP/1.1',
      status: '404',
      http_user_agent: 'curl',
      http_referer: 'https://x/',
    },
    logsource: { category: 'webserver' },
    fields: {
      'c-ip': '192.0.2.1',
      'cs-method': 'GET',
      'cs-uri-stem': '/a',
      'cs-uri-query': '/a?b=1',
      'sc-status': '404',
      'cs-user-agent': 'curl',
    },
  },
  {
    name: 'apache-json',
    record: { remoteIP: '192.0.2.1', request: '/a', method: 'POST', userAgent: 'curl', status: '200' },
    logsource: { category: 'webserver' },
    fields: { 'c-ip': '192.0.2.1', 'cs-method': 'POST', 'c-useragent': 'curl' },
  },
  {
    name: 'caddy',
    record: {
      logger: 'http.log.access.log0',
      msg: 'handled request',
      request: {
        remote_ip: '192.0.2.1',
        method: 'GET',
        host: 'a.example',
        uri: '/x?y',
        headers: { 'User-Agent': ['curl'] },
      },
      status: 200,
    },
    logsource: { category: 'webserver' },
    fields: { 'c-ip': '192.0.2.1', 'cs-uri-stem': '/x', 'cs-host': 'a.example', 'cs-user-agent': ['curl'] },
  },
  {
    name: 'traefik',
    record: {
      ClientHost: '192.0.2.1',
      RequestMethod: 'GET',
      RequestPath: '/x?y',
      DownstreamStatus: 200,
      'request_User-Agent': 'curl',
    },
    logsource: { category: 'webserver' },
    fields: { 'cs-uri-query': '/x?y', 'sc-status': 200, 'cs-user-agent': 'curl' },
  },
  {
    name: 'guardduty',
    record: {
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      service: { serviceName: 'guardduty', count: 5 },
      severity: 2,
      updatedAt: '2026-01-02T03:04:05Z',
    },
    logsource: { product: 'aws', service: 'guardduty' },
    fields: { type: 'UnauthorizedAccess:EC2/SSHBruteForce' },
  },
  {
    name: 'crowdstrike',
    record: {
      event_simpleName: 'ProcessRollup2',
      event_platform: 'Win',
      aid: 'a',
      timestamp: '1767323045000',
      ImageFileName: '\\Device\\HarddiskVolume3\\Windows\\System32\\whoami.exe',
      CommandLine: 'whoami /all',
      ParentBaseFileName: 'cmd.exe',
    },
    logsource: { product: 'windows', category: 'process_creation' },
    fields: {
      Image: '\\Device\\HarddiskVolume3\\Windows\\System32\\whoami.exe',
      ParentImage: '\\cmd.exe',
    },
  },
  {
    name: 'crowdstrike',
    record: { event_simpleName: 'DnsRequest', event_platform: 'Mac', aid: 'a', DomainName: 'evil.example' },
    logsource: { product: 'macos', category: 'dns_query' },
    fields: { QueryName: 'evil.example' },
  },
  {
    name: 'crowdstrike',
    record: { event_simpleName: 'UserLogon', event_platform: 'Lin', aid: 'a', UserName: 'root' },
    logsource: { product: 'linux' },
    fields: { UserName: 'root' },
  },
  {
    name: 'falco',
    record: {
      rule: 'Terminal shell in container',
      output: 'A shell was spawned',
      priority: 'Notice',
      source: 'syscall',
      time: '2026-01-02T03:04:05.123456789Z',
      output_fields: { 'proc.cmdline': 'sh -i', 'proc.exepath': '/bin/sh', 'user.name': 'root' },
    },
    logsource: { product: 'linux', service: 'falco' },
    fields: { CommandLine: 'sh -i', Image: '/bin/sh', User: 'root' },
  },
  ...[1, '1'].map(machTimestamp => ({
    name: 'macos-log',
    record: {
      eventMessage: 'bob : TTY=ttys000',
      processImagePath: '/usr/bin/sudo',
      category: 'x',
      timestamp: '2026-01-02 03:04:05.123456+0000',
      machTimestamp,
    },
    logsource: { product: 'macos' },
    fields: { Image: '/usr/bin/sudo', message: 'bob : TTY=ttys000' },
  })),
  {
    name: 'eslogger',
    record: {
      schema_version: 1,
      time: '2026-01-02T03:04:05Z',
      process: { executable: { path: '/bin/bash' } },
      event: { exec: { target: { executable: { path: '/bin/ls' } }, args: ['ls', '-l'] } },
    },
    logsource: { product: 'macos', category: 'process_creation' },
    fields: { Image: '/bin/ls', ParentImage: '/bin/bash', CommandLine: 'ls -l' },
  },
  {
    name: 'eslogger',
    record: {
      schema_version: 1,
      process: { executable: { path: '/bin/bash' } },
      event: { create: { destination: { existing_file: { path: '/tmp/x' } } } },
    },
    logsource: { product: 'macos' },
    fields: { Image: '/bin/bash', TargetFilename: '/tmp/x' },
  },
  {
    name: 'w3c',
    record: {
      '@timestamp': '2026-01-02T03:04:05Z',
      'c-ip': '192.0.2.7',
      'cs-method': 'GET',
      'cs-uri-stem': '/a',
      'cs-uri-query': '/a?b',
      'cs(User-Agent)': 'curl',
      'sc-status': '200',
    },
    logsource: { category: 'webserver' },
    fields: { 'c-uri': '/a?b', 'c-useragent': 'curl', src_ip: '192.0.2.7' },
  },
  {
    name: 'w3c',
    record: {
      '@timestamp': '2026-01-02T03:04:05Z',
      'c-ip': '10.0.0.7',
      'cs-method': 'GET',
      'cs-host': 'files.example',
      'cs-uri-path': '/a',
      'r-ip': '192.0.2.7',
    },
    logsource: { category: 'proxy' },
    fields: { 'c-uri': '/a', dst_ip: '192.0.2.7' },
  },
  {
    name: 'w3c',
    record: {
      action: 'ALLOW',
      protocol: 'TCP',
      'src-ip': '10.0.0.7',
      'dst-ip': '192.0.2.7',
      'dst-port': '23',
    },
    logsource: { category: 'firewall' },
    fields: { src_ip: '10.0.0.7', dst_port: '23' },
  },
  {
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-01T00:00:00Z',
      ecs: { version: '8.11.0' },
      event: { category: ['process'], type: ['start'], code: '1' },
      host: { name: 'ws1', os: { type: 'windows' } },
      user: { name: 'alice', domain: 'CORP' },
      process: {
        command_line: 'whoami',
        executable: 'C:\\whoami.exe',
        parent: { executable: 'C:\\cmd.exe' },
        hash: { sha256: 'AB' },
      },
    },
    logsource: { product: 'windows', category: 'process_creation' },
    fields: {
      CommandLine: 'whoami',
      Image: 'C:\\whoami.exe',
      ParentImage: 'C:\\cmd.exe',
      User: 'CORP\\alice',
      Hashes: 'SHA256=AB',
      EventID: '1',
    },
  },
  {
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-01T00:00:00Z',
      event: { dataset: 'nginx.access' },
      source: { ip: '192.0.2.1' },
      url: { original: '/a?b' },
      http: { request: { method: 'GET' }, response: { status_code: 200 } },
    },
    logsource: { category: 'webserver' },
    fields: { 'c-ip': '192.0.2.1', 'cs-uri-stem': '/a', 'cs-method': 'GET', 'sc-status': 200 },
  },
]
