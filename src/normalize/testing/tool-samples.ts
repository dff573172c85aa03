/** Records as shippers, agents and exports write them, by their documentation. */
import type { Sample } from './samples.ts'

export interface ToolSample extends Sample {
  /** The tool. */
  readonly what: string
}

export const TOOL_SAMPLES: readonly ToolSample[] = [
  {
    what: 'wazuh syslog full_log',
    name: 'syslog',
    record: {
      timestamp: '2026-01-02T03:04:05.000+0000',
      rule: {
        id: '5710',
      },
      agent: {
        id: '001',
        name: 'web1',
      },
      decoder: {
        name: 'sshd',
      },
      full_log: 'Jan  2 03:04:05 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2',
      predecoder: {
        program_name: 'sshd',
        hostname: 'web1',
      },
      location: '/var/log/auth.log',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'splunk hec event syslog text',
    name: 'syslog',
    record: {
      time: 1767323045.1,
      host: 'web1',
      source: '/var/log/auth.log',
      sourcetype: 'linux_secure',
      event: 'Jan  2 03:04:05 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'splunk attack_data _raw access',
    name: 'access-log',
    record: {
      _raw: '203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] "GET /a?b=../../etc/passwd HTTP/1.1" 200 5 "-" "curl/8"',
      _time: '2026-01-02T03:04:05.000+00:00',
      host: 'web1',
      sourcetype: 'access_combined',
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-method': 'GET',
    },
  },
  {
    what: 'sentinel Syslog',
    name: 'syslog',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      SourceSystem: 'Linux',
      EventTime: '2026-01-02T03:04:05Z',
      Facility: 'authpriv',
      HostName: 'web1',
      SeverityLevel: 'info',
      SyslogMessage: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      ProcessID: 411,
      HostIP: '10.0.0.4',
      ProcessName: 'sshd',
      Computer: 'web1',
      Type: 'Syslog',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
      message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      hostname: 'web1',
    },
  },
  {
    what: 'sysmon for linux journald',
    name: 'journald',
    record: {
      MESSAGE:
        '<Event><System><Provider Name="Linux-Sysmon" Guid="{ff0}"/><EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel><Computer>web1</Computer></System><EventData><Data Name="Image">/usr/bin/curl</Data><Data Name="CommandLine">curl http://x</Data></EventData></Event>',
      __REALTIME_TIMESTAMP: '1767323045100000',
      _HOSTNAME: 'web1',
      SYSLOG_IDENTIFIER: 'sysmon',
      _PID: '1',
    },
    logsource: {
      product: 'linux',
      service: 'sysmon',
      category: 'process_creation',
    },
    fields: {
      Image: '/usr/bin/curl',
      CommandLine: 'curl http://x',
    },
  },
  {
    what: 'auditbeat process',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '8.0.0',
      },
      event: {
        module: 'auditd',
        category: ['process'],
        type: ['start'],
        action: 'executed',
        kind: 'event',
        outcome: 'success',
      },
      service: {
        type: 'auditd',
      },
      host: {
        name: 'web1',
        os: {
          type: 'linux',
          platform: 'ubuntu',
        },
      },
      process: {
        executable: '/usr/bin/curl',
        args: ['curl', 'http://x'],
        name: 'curl',
        pid: 11,
      },
      user: {
        name: 'root',
        id: '0',
      },
      auditd: {
        message_type: 'syscall',
        sequence: 1,
        result: 'success',
        data: {
          syscall: 'execve',
          a0: 'cc',
          exit: '0',
          tty: 'pts0',
        },
        paths: [
          {
            name: '/usr/bin/curl',
            nametype: 'NORMAL',
          },
        ],
      },
    },
    logsource: {
      category: 'process_creation',
      product: 'linux',
      service: 'auditd',
    },
    fields: {
      Image: '/usr/bin/curl',
      CommandLine: 'curl http://x',
      User: 'root',
    },
  },
  {
    what: 'auditbeat no os.type',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '8.0.0',
      },
      event: {
        module: 'auditd',
        category: ['process'],
        type: ['start'],
        action: 'executed',
      },
      host: {
        name: 'web1',
        os: {
          platform: 'ubuntu',
          family: 'debian',
        },
      },
      process: {
        executable: '/usr/bin/curl',
        args: ['curl', 'http://x'],
      },
    },
    logsource: {
      category: 'process_creation',
      product: 'linux',
      service: 'auditd',
    },
    fields: {
      Image: '/usr/bin/curl',
      CommandLine: 'curl http://x',
    },
  },
  {
    what: 'filebeat auditd.log',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '1.12.0',
      },
      event: {
        dataset: 'auditd.log',
        module: 'auditd',
        action: 'execve',
        kind: 'event',
      },
      auditd: {
        log: {
          record_type: 'EXECVE',
          a0: 'curl',
          a1: 'http://x',
          argc: '2',
          sequence: 1,
        },
      },
    },
    logsource: {
      product: 'linux',
      service: 'auditd',
    },
    fields: {
      type: 'EXECVE',
      a0: 'curl',
      a1: 'http://x',
    },
  },
  {
    what: 'filebeat raw line',
    name: 'syslog',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      agent: {
        type: 'filebeat',
        version: '8.11.0',
      },
      ecs: {
        version: '8.0.0',
      },
      host: {
        name: 'web1',
      },
      input: {
        type: 'log',
      },
      log: {
        file: {
          path: '/var/log/auth.log',
        },
        offset: 1,
      },
      message: 'Jan  2 03:04:05 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'filebeat nginx message',
    name: 'access-log',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      agent: {
        type: 'filebeat',
      },
      ecs: {
        version: '8.0.0',
      },
      log: {
        file: {
          path: '/var/log/nginx/access.log',
        },
      },
      message: '203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"',
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-method': 'GET',
    },
  },
  {
    what: 'docker json-file',
    name: 'access-log',
    record: {
      log: '203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"\n',
      stream: 'stdout',
      time: '2026-01-02T03:04:05.1Z',
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-method': 'GET',
    },
  },
  {
    what: 'fluentd k8s',
    name: 'nginx-json',
    record: {
      log: '{"remote_addr":"203.0.113.7","request":"GET /a HTTP/1.1","status":200,"http_user_agent":"curl"}\n',
      stream: 'stdout',
      kubernetes: {
        pod_name: 'a',
      },
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-method': 'GET',
    },
  },
  {
    what: 'vector syslog source',
    name: 'syslog',
    record: {
      appname: 'sshd',
      facility: 'authpriv',
      host: 'web1',
      hostname: 'web1',
      message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      procid: 411,
      severity: 'info',
      source_ip: '10.0.0.1',
      source_type: 'syslog',
      timestamp: '2026-01-02T03:04:05Z',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'vector file source',
    name: 'syslog',
    record: {
      file: '/var/log/auth.log',
      host: 'web1',
      message: 'Jan  2 03:04:05 web1 sshd[411]: Failed password for root from 203.0.113.7 port 4711 ssh2',
      source_type: 'file',
      timestamp: '2026-01-02T03:04:05Z',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'vector journald',
    name: 'syslog',
    record: {
      MESSAGE: null,
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: 'sshd',
      _PID: '411',
      host: 'web1',
      message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      source_type: 'journald',
      timestamp: '2026-01-02T03:04:05Z',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'fluent-bit syslog parser',
    name: 'syslog',
    record: {
      pri: '38',
      time: 'Jan  2 03:04:05',
      host: 'web1',
      ident: 'sshd',
      pid: '411',
      message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'rsyslog json template',
    name: 'syslog',
    record: {
      '@timestamp': '2026-01-02T03:04:05Z',
      host: 'web1',
      severity: 'info',
      facility: 'authpriv',
      programname: 'sshd',
      syslogtag: 'sshd[411]:',
      message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'syslog-ng json',
    name: 'syslog',
    record: {
      PROGRAM: 'sshd',
      PID: '411',
      MESSAGE: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      HOST: 'web1',
      FACILITY: 'authpriv',
      PRIORITY: 'info',
      DATE: 'Jan  2 03:04:05',
    },
    logsource: {
      product: 'linux',
      service: 'sshd',
    },
    fields: {
      program: 'sshd',
    },
  },
  {
    what: 'cloudtrail eventbridge',
    name: 'cloudtrail',
    record: {
      version: '0',
      id: 'a',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.iam',
      account: '1',
      time: '2026-01-02T03:04:05Z',
      region: 'us-east-1',
      resources: [],
      detail: {
        eventVersion: '1.08',
        userIdentity: {
          type: 'Root',
        },
        eventTime: '2026-01-02T03:04:05Z',
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateUser',
        awsRegion: 'us-east-1',
      },
    },
    logsource: {
      product: 'aws',
      service: 'cloudtrail',
    },
    fields: {
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
    },
  },
  {
    what: 'cloudtrail filebeat ecs',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '1.12.0',
      },
      event: {
        dataset: 'aws.cloudtrail',
        module: 'aws',
        provider: 'iam.amazonaws.com',
        action: 'CreateUser',
        outcome: 'success',
        kind: 'event',
      },
      aws: {
        cloudtrail: {
          event_version: '1.08',
          user_identity: {
            type: 'Root',
            arn: 'a',
          },
          error_code: 'AccessDenied',
          request_parameters: '{x}',
          console_login: {
            additional_eventdata: {
              mfa_used: false,
            },
          },
        },
      },
      cloud: {
        region: 'us-east-1',
      },
    },
    logsource: {
      product: 'aws',
      service: 'cloudtrail',
    },
    fields: {
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      errorCode: 'AccessDenied',
      awsRegion: 'us-east-1',
    },
  },
  {
    what: 'azure activity event hub',
    name: 'azure-activity',
    record: {
      time: '2026-01-02T03:04:05Z',
      resourceId: '/SUBSCRIPTIONS/1/RESOURCEGROUPS/x',
      operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
      category: 'Administrative',
      resultType: 'Success',
      resultSignature: 'Succeeded',
      callerIpAddress: '1.2.3.4',
      identity: {},
      level: 'Information',
      properties: {},
    },
    logsource: {
      product: 'azure',
      service: 'activitylogs',
    },
    fields: {
      OperationNameValue: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
      operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE',
    },
  },
  {
    what: 'azure activity REST',
    name: 'azure-activity',
    record: {
      authorization: {},
      caller: 'a@x',
      channels: 'Operation',
      claims: {},
      correlationId: 'c',
      description: '',
      eventDataId: 'e',
      eventName: {
        value: 'EndRequest',
        localizedValue: 'End request',
      },
      category: {
        value: 'Administrative',
        localizedValue: 'Administrative',
      },
      eventTimestamp: '2026-01-02T03:04:05Z',
      operationName: {
        value: 'Microsoft.Compute/virtualMachines/delete',
        localizedValue: 'Delete VM',
      },
      resourceId: '/subscriptions/1/x',
      status: {
        value: 'Succeeded',
      },
      subscriptionId: '1',
    },
    logsource: {
      product: 'azure',
      service: 'activitylogs',
    },
    fields: {
      OperationNameValue: 'Microsoft.Compute/virtualMachines/delete',
    },
  },
  {
    what: 'entra signin graph',
    name: 'azure-signin',
    record: {
      id: 'a',
      createdDateTime: '2026-01-02T03:04:05Z',
      userDisplayName: 'A',
      userPrincipalName: 'a@x',
      userId: 'u',
      appId: 'p',
      appDisplayName: 'Azure Portal',
      ipAddress: '1.2.3.4',
      clientAppUsed: 'Browser',
      correlationId: 'c',
      conditionalAccessStatus: 'success',
      isInteractive: true,
      riskDetail: 'none',
      status: {
        errorCode: 50126,
        failureReason: 'Invalid',
      },
      deviceDetail: {
        trustType: '',
      },
      location: {
        city: 'x',
      },
      resourceDisplayName: 'Windows Azure',
    },
    logsource: {
      product: 'azure',
      service: 'signinlogs',
    },
    fields: {
      ResultType: 50126,
      ClientApp: 'Browser',
      conditionalAccessStatus: 'success',
    },
  },
  {
    what: 'entra audit graph',
    name: 'azure-audit',
    record: {
      id: 'Directory_1',
      category: 'RoleManagement',
      correlationId: 'c',
      result: 'success',
      activityDisplayName: 'Add member to role',
      activityDateTime: '2026-01-02T03:04:05Z',
      loggedByService: 'Core Directory',
      operationType: 'Assign',
      initiatedBy: {
        user: {},
      },
      targetResources: [],
      additionalDetails: [],
    },
    logsource: {
      product: 'azure',
      service: 'auditlogs',
    },
    fields: {
      ActivityDisplayName: 'Add member to role',
      OperationName: 'Add member to role',
      LoggedByService: 'Core Directory',
      Category: 'RoleManagement',
    },
  },
  {
    what: 'azure signin diag int resultType',
    name: 'azure-signin',
    record: {
      time: '2026-01-02T03:04:05Z',
      resourceId: '/tenants/t/providers/Microsoft.aadiam',
      operationName: 'Sign-in activity',
      category: 'SignInLogs',
      resultType: '50126',
      resultDescription: 'Invalid',
      properties: {
        userPrincipalName: 'a@x',
        clientAppUsed: 'Browser',
      },
    },
    logsource: {
      product: 'azure',
      service: 'signinlogs',
    },
    fields: {
      ResultType: '50126',
    },
  },
  {
    what: 'gcp audit',
    name: 'gcp-audit',
    record: {
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        methodName: 'google.iam.admin.v1.CreateServiceAccountKey',
        serviceName: 'iam.googleapis.com',
        authenticationInfo: {
          principalEmail: 'a@x',
        },
      },
      insertId: 'i',
      resource: {
        type: 'service_account',
      },
      timestamp: '2026-01-02T03:04:05Z',
      severity: 'NOTICE',
      logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity',
    },
    logsource: {
      product: 'gcp',
      service: 'gcp.audit',
    },
    fields: {
      'gcp.audit.method_name': 'google.iam.admin.v1.CreateServiceAccountKey',
    },
  },
  {
    what: 'gcp ecs filebeat',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '1.12.0',
      },
      event: {
        dataset: 'gcp.audit',
        module: 'gcp',
        action: 'google.iam.admin.v1.CreateServiceAccountKey',
      },
      gcp: {
        audit: {
          method_name: 'google.iam.admin.v1.CreateServiceAccountKey',
          service_name: 'iam',
        },
      },
    },
    logsource: {
      product: 'gcp',
      service: 'gcp.audit',
    },
    fields: {},
  },
  {
    what: 'okta',
    name: 'okta',
    record: {
      actor: {
        id: '1',
        type: 'User',
        alternateId: 'a@x',
        displayName: 'A',
      },
      client: {
        userAgent: {},
      },
      displayMessage: 'User login',
      eventType: 'user.session.start',
      outcome: {
        result: 'FAILURE',
      },
      published: '2026-01-02T03:04:05.1Z',
      severity: 'INFO',
      uuid: 'u',
      version: '0',
    },
    logsource: {
      product: 'okta',
      service: 'okta',
    },
    fields: {},
  },
  {
    what: 'okta eventhook ecs',
    name: 'ecs',
    record: {
      '@timestamp': '2026-01-02T03:04:05.000Z',
      ecs: {
        version: '1.12.0',
      },
      event: {
        dataset: 'okta.system',
        action: 'user.session.start',
      },
      okta: {
        event_type: 'user.session.start',
        outcome: {
          result: 'FAILURE',
        },
        actor: {
          alternate_id: 'a@x',
        },
        display_message: 'User login',
      },
    },
    logsource: {
      product: 'okta',
      service: 'okta',
    },
    fields: {
      eventType: 'user.session.start',
    },
  },
  {
    what: 'github audit',
    name: 'github-audit',
    record: {
      '@timestamp': 1767323045100,
      _document_id: 'x',
      action: 'repo.destroy',
      actor: 'octo',
      actor_location: {
        country_code: 'US',
      },
      business: 'b',
      created_at: 1767323045100,
      org: 'acme',
      repo: 'acme/x',
    },
    logsource: {
      product: 'github',
      service: 'audit',
    },
    fields: {
      action: 'repo.destroy',
    },
  },
  {
    what: 'github webhook-ish',
    name: 'github-audit',
    record: {
      action: 'protected_branch.destroy',
      actor: 'octo',
      user: 'octo',
      created_at: 1767323045100,
      repo: 'acme/x',
    },
    logsource: {
      product: 'github',
      service: 'audit',
    },
    fields: {
      action: 'protected_branch.destroy',
    },
  },
  {
    what: 'm365',
    name: 'm365-audit',
    record: {
      CreationTime: '2026-01-02T03:04:05',
      Id: 'a',
      Operation: 'New-InboxRule',
      OrganizationId: 'o',
      RecordType: 1,
      ResultStatus: 'True',
      UserKey: 'k',
      UserType: 2,
      Version: 1,
      Workload: 'Exchange',
      ClientIP: '1.2.3.4',
      UserId: 'a@x',
      Parameters: [
        {
          Name: 'x',
          Value: 'y',
        },
      ],
    },
    logsource: {
      product: 'm365',
      service: 'audit',
    },
    fields: {
      Operation: 'New-InboxRule',
    },
  },
  {
    what: 'm365 export csv AuditData',
    name: 'm365-audit',
    record: {
      RecordId: 'a',
      CreationDate: '2026',
      RecordType: '1',
      Operation: 'New-InboxRule',
      UserId: 'a@x',
      AuditData:
        '{"CreationTime":"2026-01-02T03:04:05","Operation":"New-InboxRule","RecordType":1,"Workload":"Exchange"}',
    },
    logsource: {
      product: 'm365',
      service: 'audit',
    },
    fields: {
      Workload: 'Exchange',
    },
  },
  {
    what: 'sentinel OfficeActivity',
    name: 'log-analytics',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      RecordType: 'ExchangeAdmin',
      Operation: 'New-InboxRule',
      OfficeWorkload: 'Exchange',
      UserId: 'a',
      Type: 'OfficeActivity',
    },
    logsource: {
      product: 'm365',
      service: 'audit',
    },
    fields: {
      eventName: 'New-InboxRule',
      eventSource: 'Exchange',
    },
  },
  {
    what: 'sentinel AWSCloudTrail',
    name: 'log-analytics',
    record: {
      TenantId: 't',
      TimeGenerated: '2026-01-02T03:04:05Z',
      EventVersion: '1.08',
      EventTypeName: 'AwsApiCall',
      EventName: 'CreateUser',
      EventSource: 'iam.amazonaws.com',
      UserIdentityType: 'Root',
      AWSRegion: 'us-east-1',
      ErrorCode: 'AccessDenied',
      Type: 'AWSCloudTrail',
    },
    logsource: {
      product: 'aws',
      service: 'cloudtrail',
    },
    fields: {
      eventName: 'CreateUser',
      eventSource: 'iam.amazonaws.com',
      'userIdentity.type': 'Root',
      errorCode: 'AccessDenied',
    },
  },
  {
    what: 'Zeek without the name of its log',
    name: 'zeek',
    record: {
      ts: 1767323045.1,
      uid: 'CHhAvVGS1DHFjwGM9',
      'id.orig_h': '1.2.3.4',
      'id.orig_p': 1,
      'id.resp_h': '10.0.0.1',
      'id.resp_p': 53,
      proto: 'udp',
      query: 'evil.example',
      qtype_name: 'TXT',
      answers: ['a'],
    },
    logsource: { product: 'zeek', category: 'dns', service: 'dns' },
    fields: {
      query: 'evil.example',
      record_type: 'TXT',
    },
  },
  {
    what: 'zeek corelight path',
    name: 'zeek',
    record: {
      _path: 'http',
      _system_name: 's',
      _write_ts: '2026-01-02T03:04:05.1Z',
      ts: '2026-01-02T03:04:05.1Z',
      uid: 'C1',
      'id.orig_h': '1.2.3.4',
      'id.orig_p': 1,
      'id.resp_h': '10.0.0.1',
      'id.resp_p': 80,
      method: 'GET',
      host: 'h',
      uri: '/a',
      user_agent: 'curl',
      status_code: 200,
    },
    logsource: {
      product: 'zeek',
      service: 'http',
    },
    fields: {
      'c-uri': '/a',
      'c-useragent': 'curl',
    },
  },
  {
    what: 'zeek nested id',
    name: 'zeek',
    record: {
      _path: 'dns',
      ts: 1767323045.1,
      uid: 'C1',
      id: {
        orig_h: '1.2.3.4',
        orig_p: 1,
        resp_h: '10.0.0.1',
        resp_p: 53,
      },
      query: 'evil.example',
    },
    logsource: {
      product: 'zeek',
      category: 'dns',
      service: 'dns',
    },
    fields: {
      src_ip: '1.2.3.4',
    },
  },
  {
    what: 'zeek json-streaming-logs dce_rpc',
    name: 'zeek',
    record: {
      _path: 'dce_rpc',
      _write_ts: '2026-01-02T03:04:05.1Z',
      ts: '2026-01-02T03:04:05.1Z',
      uid: 'C1',
      'id.orig_h': '1.2.3.4',
      'id.orig_p': 1,
      'id.resp_h': '10.0.0.1',
      'id.resp_p': 445,
      endpoint: 'svcctl',
      operation: 'CreateServiceW',
    },
    logsource: {
      product: 'zeek',
      service: 'dce_rpc',
    },
    fields: {
      operation: 'CreateServiceW',
    },
  },
  {
    what: 'suricata alert',
    name: 'suricata',
    record: {
      timestamp: '2026-01-02T03:04:05.1+0000',
      flow_id: 1,
      in_iface: 'eth0',
      event_type: 'alert',
      src_ip: '1.2.3.4',
      src_port: 1,
      dest_ip: '10.0.0.1',
      dest_port: 80,
      proto: 'TCP',
      alert: {
        signature: 'x',
      },
    },
    logsource: {
      product: 'suricata',
    },
    fields: {
      dst_ip: '10.0.0.1',
    },
  },
  {
    what: 'suricata dns',
    name: 'suricata',
    record: {
      timestamp: '2026-01-02T03:04:05.1+0000',
      flow_id: 1,
      event_type: 'dns',
      src_ip: '1.2.3.4',
      src_port: 1,
      dest_ip: '10.0.0.1',
      dest_port: 53,
      proto: 'UDP',
      dns: {
        type: 'query',
        id: 1,
        rrname: 'evil.example',
        rrtype: 'TXT',
      },
    },
    logsource: {
      product: 'suricata',
      category: 'dns',
    },
    fields: {
      query: 'evil.example',
    },
  },
  {
    what: 'k8s audit',
    name: 'kubernetes-audit',
    record: {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Request',
      auditID: 'a',
      stage: 'ResponseComplete',
      requestURI: '/api',
      verb: 'create',
      user: {
        username: 'u',
      },
      objectRef: {
        resource: 'pods',
        subresource: 'exec',
      },
      requestReceivedTimestamp: '2026-01-02T03:04:05.1Z',
    },
    logsource: {
      product: 'kubernetes',
      service: 'audit',
      category: 'application',
    },
    fields: {
      verb: 'create',
    },
  },
  {
    what: 'cloudflare http json',
    name: 'cloudflare',
    record: {
      ClientIP: '203.0.113.7',
      ClientRequestHost: 'h',
      ClientRequestMethod: 'GET',
      ClientRequestURI: '/a?b=../../etc/passwd',
      EdgeEndTimestamp: '2026-01-02T03:04:05Z',
      EdgeResponseStatus: 200,
      ClientRequestUserAgent: 'curl',
      RayID: 'x',
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-uri-query': '/a?b=../../etc/passwd',
      'cs-method': 'GET',
    },
  },
  {
    what: 'json php-fpm envoy',
    name: 'envoy',
    record: {
      authority: 'h',
      bytes_sent: 1,
      method: 'GET',
      path: '/a?b=1',
      protocol: 'HTTP/1.1',
      response_code: 200,
      user_agent: 'curl',
      start_time: '2026-01-02T03:04:05Z',
      downstream_remote_address: '1.2.3.4:5',
      upstream_host: '1.1.1.1:80',
    },
    logsource: {
      category: 'webserver',
    },
    fields: {
      'cs-uri-query': '/a?b=1',
    },
  },
  {
    what: 'GELF of a program',
    name: 'syslog',
    record: {
      version: '1.1',
      host: 'web1',
      short_message: 'Failed password for root from 203.0.113.7 port 4711 ssh2',
      timestamp: 1767323045.123,
      _application_name: 'sshd',
      _process_id: '411',
    },
    logsource: { product: 'linux', service: 'sshd' },
    fields: { program: 'sshd', pid: 411, user: 'root' },
  },
  {
    what: 'GELF of Docker',
    name: 'access-log',
    record: {
      version: '1.1',
      host: 'node1',
      short_message: '203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl"',
      _container_name: 'web',
    },
    logsource: { category: 'webserver' },
    fields: { 'c-uri': '/a' },
  },
  {
    what: 'CloudTrail, looked up',
    name: 'cloudtrail',
    record: {
      EventId: 'e',
      EventName: 'StopLogging',
      EventTime: 1767323045,
      EventSource: 'cloudtrail.amazonaws.com',
      CloudTrailEvent:
        '{"eventVersion":"1.08","eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","awsRegion":"us-east-1","eventTime":"2026-01-02T03:04:05Z"}',
    },
    logsource: { product: 'aws', service: 'cloudtrail' },
    fields: { eventName: 'StopLogging' },
  },
  {
    what: 'Kubernetes through Azure',
    name: 'kubernetes-audit',
    record: {
      time: '2026-01-02T03:04:05Z',
      category: 'kube-audit-admin',
      operationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
      properties: {
        log: `${JSON.stringify({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a', stage: 'ResponseComplete', verb: 'delete', objectRef: { resource: 'pods' } })}\n`,
        stream: 'stdout',
      },
    },
    logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
    fields: { verb: 'delete' },
  },
  {
    what: 'Defender, streamed',
    name: 'defender',
    record: {
      time: '2026-01-02T03:04:05Z',
      operationName: 'Publish',
      category: 'AdvancedHunting-DeviceProcessEvents',
      properties: {
        Timestamp: '2026-01-02T03:04:05Z',
        DeviceName: 'ws1',
        ActionType: 'ProcessCreated',
        FolderPath: 'C:\\Windows\\System32\\whoami.exe',
        ProcessCommandLine: 'whoami',
      },
    },
    logsource: { product: 'windows', category: 'process_creation' },
    fields: { Image: 'C:\\Windows\\System32\\whoami.exe', CommandLine: 'whoami' },
  },
  {
    what: 'CloudTrail, what was asked for',
    name: 'cloudtrail',
    record: {
      eventVersion: '1.08',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketVersioning',
      awsRegion: 'us-east-1',
      requestParameters: { VersioningConfiguration: { Status: 'Suspended' } },
    },
    logsource: { product: 'aws', service: 'cloudtrail' },
    fields: {
      requestParameters: [
        { VersioningConfiguration: { Status: 'Suspended' } },
        '{"VersioningConfiguration":{"Status":"Suspended"}}',
      ],
    },
  },
  {
    what: 'Entra, what was changed',
    name: 'azure-audit',
    record: {
      time: '2026-01-02T03:04:05Z',
      operationName: 'Add member to role',
      category: 'AuditLogs',
      properties: { category: 'RoleManagement', targetResources: [{ type: 'User', displayName: 'Admins' }] },
    },
    logsource: { product: 'azure', service: 'auditlogs' },
    fields: {
      TargetResources: [{ type: 'User', displayName: 'Admins' }, '[{"type":"User","displayName":"Admins"}]'],
    },
  },
]
